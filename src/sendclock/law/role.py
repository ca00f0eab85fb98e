"""What Python may ask of the law without knowing one rule or one event by name: the parts that rules and acts play.

A pack says the `role` of its rules, the vocabulary that of its event types; `RuleBook.of`, `events` and `has` answer by
them. So another nation's law, or a new clock, is a matter of packs. The words are closed: one that is not here is a
problem with its line, and one that nobody asks for has no place here.

Must not know: any rule, any event type, cases.
"""

from enum import StrEnum


class Role(StrEnum):
    """The part of a rule. Several rules may play one part: week 20 is another rule on every road to a plan."""

    WEEK_6 = "week-6"  # whether there will be an assessment
    WEEK_16 = "week-16"  # that there will be no plan
    WEEK_20 = "week-20"  # the final plan, whatever its weeks are on that road
    REASSESS_DECISION = "reassess-decision"  # whether there will be a re-assessment
    RECONSIDER = "reconsider"  # decide anew on a plan, as ordered
    ADVICE = "advice"  # a reply to a request for advice
    CONSULTATION = "consultation"  # a setting's reply
    COMMENT = "comment"  # time that is the family's, to comment on a draft or on amendments
    PLAN_NOT_BEFORE = "plan-not-before"  # the bar that gives the family that time
    ANNUAL_REVIEW = "annual-review"  # a review of the plan, within its twelve months
    INVITATIONS = "invitations"  # notice of the review meeting
    PAPERS = "papers"  # what is sent round before it
    REVIEW_DECISION = "review-decision"  # the decision after the meeting, or the notice of amendments
    AMENDED_PLAN = "amended-plan"  # the plan as amended after a review
    ORDERED_AMENDMENT = "ordered-amendment"  # the plan amended as ordered, agreed or conceded
    APPEAL_RESPONSE = "appeal-response"  # the authority's response to an appeal
    PHASE_TRANSFER = "phase-transfer"  # the plan names the next phase
    APPEAL_WINDOW = "appeal-window"  # the time to appeal: what starts it is a decision that can be appealed
    MEDIATION_CONTACT = "mediation-contact"  # the time to contact a mediation adviser
    OUT_OF_SCHOOL = "out-of-school"  # while it is not met a child has no school to go to
    STANDING = "standing"  # runs month after month in every case with a plan: by itself no casework


class Act(StrEnum):
    """The part of an event type: what a thing of this kind does in the life of a case."""

    # assessments
    REQUEST = "request"  # an assessment begins: asked for, or owed without being asked
    ASKED = "asked"  # somebody asked, who may have asked too soon
    REASSESS_REQUEST = "reassess-request"
    WITHDRAWN = "withdrawn"
    ASSESS_YES = "assess-yes"
    ASSESS_NO = "assess-no"
    REASSESS_YES = "reassess-yes"
    REASSESS_NO = "reassess-no"
    ADVICE_ASKED = "advice-asked"  # of an adviser, or of a setting before the decision
    ADVICE_CAME = "advice-came"
    PLAN_YES = "plan-yes"
    PLAN_NO = "plan-no"
    DRAFT = "draft"
    COMMENTED = "commented"  # the family answered a draft or proposed amendments
    FINAL_PLAN = "final-plan"
    CONVERSION = "conversion"  # an older statement is to become a plan
    CONVERSION_STEP = "conversion-step"
    # the plan
    TRANSFERRED = "transferred"  # the plan came from another authority, or went there
    PLAN_STEP = "plan-step"  # something done about a plan in force
    CEASE_NO = "cease-no"  # the family was told, outside a review, that the plan will cease
    CEASED = "ceased"
    # reviews and amendments
    REVIEW_ARRANGED = "review-arranged"
    REVIEW_STEP = "review-step"  # before the meeting: invitations, papers
    MEETING = "meeting"
    REVIEW_REPORT = "review-report"
    REVIEW_DECIDED = "review-decided"
    REVIEW_CONFIRMED = "review-confirmed"  # a re-assessment did in substance what the review would have done
    NOTICE = "notice"  # of proposed amendments
    AMENDED = "amended"
    DROPPED = "dropped"  # no amendment, or no new plan, after all
    # phases
    PHASE_EXPECTED = "phase-expected"
    PHASE_DROPPED = "phase-dropped"
    # decisions that can be appealed, and what comes of them
    ADVISER = "adviser"  # the family went to the mediation adviser
    MEDIATION = "mediation"  # the family wishes to mediate
    COMMISSIONER_TOLD = "commissioner-told"  # of a new responsibility, or of what a mediation is about
    MEDIATION_STEP = "mediation-step"
    CERTIFICATE = "certificate"
    APPEAL = "appeal"
    APPEAL_STEP = "appeal-step"
    APPEAL_OVER = "appeal-over"  # the appeal is decided, conceded or withdrawn
    ORDER = "order"
    AGREEMENT = "agreement"
    RESPONSE = "response"  # to an appeal
    CONCESSION = "concession"
    CARRIED_OUT = "carried-out"
    DIRECTION = "direction"
    # spells of detention, matters of their own
    DETAINED = "detained"
    DETENTION_STEP = "detention-step"
    RELEASED = "released"
    MATTER = "matter"  # a request or complaint that is answered by itself
    MATTER_STEP = "matter-step"
    MATTER_OVER = "matter-over"
    # the case
    MOVED = "moved"  # to another authority's area
    CLOSED = "closed"
    ALLOCATED = "allocated"
    SETTING = "setting"  # says where the child is taught from that day on
    NAMES_SETTING = "names-setting"  # a plan, which may name another setting
    TAG = "tag"
    TAG_OFF = "tag-off"
    LOCALITY = "locality"
    BORN = "born"  # the day of birth as it should always have been
    EXCEPTION = "exception"  # a lawful reason is claimed for one clock
    CONTACT = "contact"
    PANEL_LISTED = "panel-listed"
    PANEL_DECIDED = "panel-decided"
    WRITTEN_OFF = "written-off"  # a promise of local practice is given up
    NOTE = "note"  # for the chronology
    REMINDER = "reminder"  # a date of an officer's own, which is no law
    REMINDED = "reminded"  # and that it was dealt with
    STEP_DONE = "step-done"  # a step of a local checklist
