"""The shape of the return: its modules in order, and of each item its heading and its element.

Facts of public readers, each read there and nowhere copied: the headings are those of the DfE's data entry template as
MastodonC/witan.sen2 reads it (`blade/template.clj`, the columns of the newest version; a line break is a space here),
the elements and their nesting those that data-to-insight/patch reads (`apps/015_SEN2_app`), and, for the items of 2026
that it does not read, the column names of the COLLECT export in witan.sen2. Nobody here could hold them against the
DfE's own guide: `UNCHECKED` says what that leaves open, and goes out with every return.
Must not know: cases, files.
"""

from __future__ import annotations

from sendclock.tuples import NamedTuple


class ReturnItem(NamedTuple):
    """One item. `office`: no case file holds it; it is joined from the system that does."""

    heading: str
    element: str
    office: bool = False


class ReturnModule(NamedTuple):
    """One module. `keys` are the columns before its items, `file` its name in the folder."""

    number: str
    title: str
    element: str
    file: str
    keys: tuple[str, ...]
    items: tuple[ReturnItem, ...]

    @property
    def headings(self) -> list[str]:
        return [*self.keys, *(item.heading for item in self.items)]


RECORD, LA = "Record Type", "LA (From Header Record)"
PERSON, OF_PERSON = (
    "Person ID (This must be a unique ID for each Person record)",
    "Person ID (This must match the relevant ID in the Person record table)",
)
REQUEST, OF_REQUEST = (
    "Requests record ID (This must be a unique ID for each Requests record)",
    "Requests record ID (This must match the relevant ID in the Requests table)",
)
OF_BOTH = (RECORD, OF_PERSON, OF_REQUEST, LA)


def _office(heading: str, element: str) -> ReturnItem:
    return ReturnItem(heading, element, office=True)


_SETTING = (
    _office("URN - Unique Reference Number", "URN"),
    _office("UKPRN - UK Provider Reference Number", "UKPRN"),
    _office("SEN Setting \u2013 Establishment type", "SENSetting"),
    _office("SEN Setting - Other", "SENSettingOther"),
    _office("Placement Rank (1=Primary, 2=Secondary)", "PlacementRank"),
)
_UNITS = (
    _office("SEN Unit Indicator", "SENunitIndicator"),
    _office("Resourced Provision Indicator", "ResourcedProvisionIndicator"),
)
MODULES = (
    ReturnModule(
        "1", "Person details", "Person", "1-person.csv", (RECORD, PERSON, LA),
        (
            _office("Surname", "Surname"),
            _office("Forename", "Forename"),
            _office("Date of Birth (ccyy-mm-dd)", "PersonBirthDate"),
            _office("Sex", "Sex"),
            _office("Ethnicity", "Ethnicity"),
            _office("Post Code", "PostCode"),
            _office("UPN - Unique Pupil Number", "UPN"),
            _office("ULN - Young Persons Unique Learner Number", "UniqueLearnerNumber"),
            _office("UPN and ULN unavailable \u2013 Reason", "UPNunknown"),
        ),
    ),
    ReturnModule(
        "2", "Requests", "Requests", "2-requests.csv", (RECORD, REQUEST, LA, OF_PERSON),
        (
            ReturnItem("Date request was received", "ReceivedDate"),
            ReturnItem("Source of request for an EHC needs assessment", "RequestSource"),
            ReturnItem("Initial Request Whilst In RYA", "RYA"),
            ReturnItem("Request Outcome Date", "RequestOutcomeDate"),
            ReturnItem("Request Outcome", "RequestOutcome"),
            ReturnItem("Request Mediation", "RequestMediation"),
            ReturnItem("Request Tribunal", "RequestTribunal"),
            ReturnItem("Exported - Child or young person moves out of LA before assessment is completed", "Exported"),
        ),
    ),
    ReturnModule(
        "3", "EHC needs assessments", "Assessment", "3-assessments.csv", (RECORD, OF_PERSON, LA, OF_REQUEST),
        (
            ReturnItem("Assessment Outcome - Decision to issue EHC plan", "AssessmentOutcome"),
            ReturnItem("Assessment Outcome Date", "AssessmentOutcomeDate"),
            ReturnItem("Assessment Mediation", "AssessmentMediation"),
            ReturnItem("Assessment Tribunal", "AssessmentTribunal"),
            ReturnItem("Other Mediation", "OtherMediation"),
            ReturnItem("Other Tribunal", "OtherTribunal"),
            ReturnItem("Twenty week time limit exceptions apply", "Week20"),
        ),
    ),
    ReturnModule(
        "4a", "Named plan", "NamedPlan", "4a-named-plan.csv", OF_BOTH,
        (
            ReturnItem("EHC Plan Start Date", "StartDate"),
            _office("Residential Settings", "PlanRes"),
            _office("Work Based Learning Activity", "PlanWPB"),
            _office("Personal Budget taken up", "PB"),
            _office("Personal Budget - Organised Arrangements", "OA"),
            _office("Personal Budget - Direct Payments", "DP"),
            ReturnItem("Date EHC plan ceased", "CeaseDate"),
            ReturnItem("Reason EHC plan ceased", "CeaseReason"),
        ),
    ),
    ReturnModule("4b", "Plan detail", "PlanDetail", "4b-plan-detail.csv", OF_BOTH, (*_SETTING, *_UNITS)),
    ReturnModule(
        "5a", "Active plans", "ActivePlans", "5a-active-plans.csv", (RECORD, OF_PERSON, LA, OF_REQUEST),
        (
            ReturnItem("EHC Plan transferred in from another LA during calendar year", "TransferLA"),
            ReturnItem("Annual Review Meeting Date", "ReviewMeeting"),
            ReturnItem("Annual Review Decision", "ReviewOutcome"),
            ReturnItem("Annual review \u2013 date draft amended EHC plan issued", "ReviewDraft"),
            ReturnItem("Phase transfer review - due date for any amended plan", "PhaseTransferDueDate"),
            ReturnItem("Phase transfer review - final plan date", "PhaseTransferFinalDate"),
            ReturnItem("EHC Plan Review Decisions Date", "LastReview"),
        ),
    ),
    ReturnModule(
        "5b", "Placements", "PlacementDetail", "5b-placements.csv", OF_BOTH,
        (
            *_SETTING,
            _office("Placement Start Date", "EntryDate"),
            _office("Placement Leaving Date", "LeavingDate"),
            *_UNITS,
            _office("Residential Settings", "RES"),
            _office("Work Based Learning Activity", "WPB"),
        ),
    ),
    ReturnModule(
        "5c", "SEN need", "SENneed", "5c-need.csv", OF_BOTH,
        (
            _office("SEN Type of Need", "SENtype"),
            _office("SEN Type of Need rank (1=Primary, 2=Secondary)", "SENtypeRank"),
        ),
    ),
)  # fmt: skip
PERSONAL = tuple(item.element for item in MODULES[0].items)

UNCHECKED = (
    "Headings, elements, their order and nesting were read in public programs that read the return. They were not read "
    "in the DfE's guide or technical specification for this year.",
    "Record Type is left blank; in the template each table has its own.",
    "Code H is given where the first decision (module 2) or the issue or refusal of the plan (module 3) was before "
    "1 January. It is given to every plan that came from another authority. With H in module 2 no outcome date is "
    "given. The day received, the source and RYA are given only where the assessment is of the year: its 20 weeks are "
    "counted from there.",
    "RYA is 1 for whoever was detained when the request was made. The Mediation and Tribunal items of modules 2 and 3 "
    "are 1 where mediation was asked for, or an appeal received, by 31 December. It must be about that refusal.",
    "Exported is written 1 where the person moved away before the assessment was completed, else blank; the public "
    "readers tell only blank from not blank.",
    "OtherMediation and OtherTribunal are 1 where mediation was asked for, or an appeal received, in the calendar year "
    "about anything but a refusal. They are given with H too.",
    "StartDate is the day the plan was first made, whatever was amended since.",
    "A plan first made after 31 December and active on census day is in module 5, and in no module before it but as A.",
    "A re-assessment of a plan is in neither module 2 nor module 3.",
    "ReviewMeeting, ReviewOutcome, ReviewDraft and LastReview are those of the newest review up to census day. That "
    "LastReview is the day of its decision, and ReviewOutcome that of the latest meeting, public sources say. That the "
    "review may be of any year, none does. One reader of the template has the headings of ReviewMeeting and LastReview "
    "the other way about; here LastReview is the day the authority wrote.",
    "PhaseTransferDueDate is given for the newest move expected, up to the end of the year after the one collected.",
    "The designated officers (DMO, DCO, DSCO) of the header are not written.",
    "PlanWPB, RES, WPB and SENSetting are spelled as one public reader spells them; they are never filled here.",
)
