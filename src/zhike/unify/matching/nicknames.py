"""Short forms of given names: Bob is Robert. Common English ones; each stands for the name it usually comes from."""

_FORMS = """
    alexander: alex al sandy xander; alexandra: alexa sandra lexi; andrew: andy drew; anthony: tony ant; benjamin: ben benny benji;
    catherine: kate cathy cath katie kathy katherine kathryn; charles: charlie chuck chas; charlotte: lottie; christine: chris
    tina christina chrissie; christopher: topher kit; daniel: dan danny; david: dave davey; deborah: deb debbie debra; donald: don
    donnie; dorothy: dot dottie; edward: ed eddie ted ned; eleanor: ellie nell; elizabeth: liz lizzie beth betty eliza libby
    elisabeth; emily: em; florence: flo; francis: frank; frances: fran; frederick: fred freddie; gabriel: gabe; gerald: gerry
    jerry; gregory: greg; harold: hal; harry: harrison; henry: hank; isabella: bella isabel izzy; jacob: jake; james: jim jimmy
    jamie; janet: jan; jennifer: jen jenny jenn; jessica: jess jessie; john: jack johnny jon; jonathan: jonny; joseph: joe joey;
    joshua: josh; judith: judy; kenneth: ken kenny; lawrence: larry laurence; leonard: len lenny leo; louis: lou louie; margaret:
    maggie meg peggy marge; martin: marty; matthew: matt matty; michael: mike mick mickey; mitchell: mitch; nathan: nate nathaniel;
    nicholas: nick nicky nicolas; oliver: ollie; pamela: pam; patricia: pat patty trish; patrick: paddy; peter: pete; philip: phil
    phillip; rachel: rach; raymond: ray; rebecca: becca becky bec; richard: rick dick rich ricky; robert: rob bob robbie bobby bert;
    ronald: ron ronnie; samantha: sam sammy; samuel: sammie; sarah: sara sally; stephanie: steph; stephen: steve steven; susan: sue
    susie suzanne; theodore: theo teddy; theresa: teresa terri tess; thomas: tom tommy; timothy: tim; victoria: vicky tori; vincent:
    vince vinny; walter: wally walt; william: will bill billy willy liam; zachary: zach zack
"""

# short form → the name it stands for
NICKNAMES: dict[str, str] = {
    short: whole.strip()
    for whole, _, shorts in (f.partition(":") for f in _FORMS.split(";"))
    for short in shorts.split()
}
