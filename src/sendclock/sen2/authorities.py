"""The DfE's code of three figures for a local authority of England, by the code itself or by its name.

Names and codes are those of the look-up that Data to Insight's public SEN2 reader uses (data-to-insight/patch), and
three newer ones that it lacks (839, 942, 943). Whoever sends the return checks them against the DfE's register of
schools.
Must not know: cases, files.
"""

from __future__ import annotations

from sendclock.files.name import folded
from sendclock.tuples import NamedTuple

_CODES = """
201 City of London; 202 Camden; 203 Greenwich; 204 Hackney; 205 Hammersmith and Fulham; 206 Islington; 207
Kensington and Chelsea; 208 Lambeth; 209 Lewisham; 210 Southwark; 211 Tower Hamlets; 212 Wandsworth; 213
Westminster; 301 Barking and Dagenham; 302 Barnet; 303 Bexley; 304 Brent; 305 Bromley; 306 Croydon; 307 Ealing; 308
Enfield; 309 Haringey; 310 Harrow; 311 Havering; 312 Hillingdon; 313 Hounslow; 314 Kingston upon Thames; 315 Merton;
316 Newham; 317 Redbridge; 318 Richmond upon Thames; 319 Sutton; 320 Waltham Forest; 330 Birmingham; 331 Coventry;
332 Dudley; 333 Sandwell; 334 Solihull; 335 Walsall; 336 Wolverhampton; 340 Knowsley; 341 Liverpool; 342 St. Helens;
343 Sefton; 344 Wirral; 350 Bolton; 351 Bury; 352 Manchester; 353 Oldham; 354 Rochdale; 355 Salford; 356 Stockport;
357 Tameside; 358 Trafford; 359 Wigan; 370 Barnsley; 371 Doncaster; 372 Rotherham; 373 Sheffield; 380 Bradford; 381
Calderdale; 382 Kirklees; 383 Leeds; 384 Wakefield; 390 Gateshead; 391 Newcastle upon Tyne; 392 North Tyneside; 393
South Tyneside; 394 Sunderland; 420 Isles of Scilly; 800 Bath and North East Somerset; 801 Bristol City of; 802
North Somerset; 803 South Gloucestershire; 805 Hartlepool; 806 Middlesbrough; 807 Redcar and Cleveland; 808
Stockton-on-Tees; 810 Kingston Upon Hull City of; 811 East Riding of Yorkshire; 812 North East Lincolnshire; 813
North Lincolnshire; 815 North Yorkshire; 816 York; 821 Luton; 822 Bedford Borough; 823 Central Bedfordshire; 825
Buckinghamshire; 826 Milton Keynes; 830 Derbyshire; 831 Derby; 836 Poole; 837 Bournemouth; 838 Dorset; 839
Bournemouth Christchurch and Poole; 840 Durham; 841 Darlington; 845 East Sussex; 846 Brighton and Hove; 850
Hampshire; 851 Portsmouth; 852 Southampton; 855 Leicestershire; 856 Leicester; 857 Rutland; 860 Staffordshire; 861
Stoke-on-Trent; 865 Wiltshire; 866 Swindon; 867 Bracknell Forest; 868 Windsor and Maidenhead; 869 West Berkshire;
870 Reading; 871 Slough; 872 Wokingham; 873 Cambridgeshire; 874 Peterborough; 876 Halton; 877 Warrington; 878 Devon;
879 Plymouth; 880 Torbay; 881 Essex; 882 Southend-on-Sea; 883 Thurrock; 884 Herefordshire; 885 Worcestershire; 886
Kent; 887 Medway; 888 Lancashire; 889 Blackburn with Darwen; 890 Blackpool; 891 Nottinghamshire; 892 Nottingham; 893
Shropshire; 894 Telford and Wrekin; 895 Cheshire East; 896 Cheshire West and Chester; 908 Cornwall; 909 Cumbria; 916
Gloucestershire; 919 Hertfordshire; 921 Isle of Wight; 925 Lincolnshire; 926 Norfolk; 928 Northamptonshire; 929
Northumberland; 931 Oxfordshire; 933 Somerset; 935 Suffolk; 936 Surrey; 937 Warwickshire; 938 West Sussex; 940 North
Northamptonshire; 941 West Northamptonshire; 942 Cumberland; 943 Westmorland and Furness
"""
_OF = {code: name for code, _, name in (one.strip().partition(" ") for one in _CODES.replace("\n", " ").split(";"))}
_ABOLISHED = {"836": 2019, "837": 2019, "909": 2023, "928": 2021}  # in which year it went into another
# Words that a council's name has and the list has not, and the other way about.
_OF_A_COUNCIL = (
    "royal borough of", "london borough of", "metropolitan borough of", "city of", "borough of", "county of",
    "metropolitan borough council", "metropolitan district council", "london borough council", "borough council",
    "county council", "city council", "district council", "council", "metropolitan borough", "london borough",
    "borough", "city of", "county", "city", "local authority",
)  # fmt: skip


class Authority(NamedTuple):
    """`fault`: why the code cannot stand in the return of a year; empty where it can."""

    code: str
    name: str
    fault: str = ""


def authority_of(text: str, year: int) -> Authority | None:
    """The authority that a text means, by code or by name; None where it means none of the list."""
    words = text.strip()
    code = words if words in _OF else _BY_NAME.get(_plain(words))
    if code is None:
        return None
    gone = _ABOLISHED.get(code, year)
    return Authority(code, _OF[code], f"{_OF[code]} ({code}) went into another in {gone}" if gone < year else "")


def _plain(name: str) -> str:
    """The name without the words of a council: `Leeds City Council`, `City of Leeds` and `leeds` are one."""
    text = folded(name).replace("&", "and").replace(",", "").replace("-", " ").replace("'", "").removeprefix("the ")
    for words in (*_OF_A_COUNCIL, *_OF_A_COUNCIL):
        text = text.removeprefix(f"{words} ").removesuffix(f" {words}")
    return " ".join(text.split())


_BY_NAME = {_plain(name): code for code, name in _OF.items()} | {"hull": "810", "bcp": "839"}
