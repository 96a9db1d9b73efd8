"""Words of the field that several facts look for, folded (no case, no accents)."""

import re
from collections.abc import Iterable


def any_of(words: Iterable[str]) -> str:
    """A pattern of so many literal words, the longest first, that is compared letter by letter and not word by word."""
    rests: dict[str, list[str]] = {}
    for word in words:
        rests.setdefault(word[:1], []).append(word[1:])
    branches = (
        re.escape(first) + (any_of(rest) if len(rest) > 1 else re.escape(rest[0]))
        for first, rest in sorted(rests.items(), reverse=True)
    )
    return f"(?:{'|'.join(branches)})"


# Beginnings of trades' names, folded, in English, Portuguese, Spanish, German and French.
_TRADES = """
accountant actuar animator apprentice architect artist associate attorney auditor baker barista bartender bookkeeper
bricklayer butcher captain caregiver caretaker carpenter cashier chemist cleaner controller conductor counsel decorator
dentist dispatcher doctor economist electrician estimator fitter florist forester fundraiser gardener geologist
hairdresser handler housekeeper inspector installer instructor interpreter journalist labourer lawyer lecturer librarian
machinist marketer mechanic merchandiser midwife nanny optician packer painter paralegal paramedic pharmacist
photographer physician physicist physiotherapist picker pilot plumber porter producer psychologist radiographer
receptionist roofer secretary solicitor surgeon surveyor tailor therapist translator tutor veterinarian waiter welder
advogad atendente balconista contabilista contador cozinheir eletricista encarregad farmaceutico fisioterapeut
jornalista mecanico padeir pedreir psicologo recepcionista secretari soldador tradutor
abogad camarer cociner contable dependient electricista encargad enfermer fontaner operari peluquer periodista
repartidor traductor
altenpfleg anwalt apotheker arzt arztin assistent backer buchhalter disponent elektriker elektroniker erzieher fahrer
friseur koch lagerist lehrer maler maurer mechaniker mechatroniker meister monteur mechatronik redakteur schlosser
servicekraft tischler verkaufer verwalter zerspan
acheteu aide-soignant animateu assistant avocat boulang chauffeu conducteu cuisini educateu electricien enseignant
formateu gestionnaire juriste magasinier mecanicien medecin ouvrier pharmacien plombier preparateu secretaire serveu
soudeu technicien vendeu
"""
# "(m/w/d)", "(H/F)", "/in", ":in": only the titles of jobs carry these.
_FOR_ALL = (
    r"\(?(?:[mwfhx]/[mwfhxd](?:/[dxi*])?|all genders|alle geschlechter)\)|\bh/f\b|\w{4,}(?:[:*/_]-?)(?:in|innen)\b"
)
ROLE = re.compile(
    rf"\b(?:{any_of(_TRADES.split())}\w{{0,5}}|agent(?:e?s?|in)|\w{{1,30}}(?:fachkraft|kaufmann|kauffrau|meister))\b"
    rf"|{_FOR_ALL}|"
    r"\b(?:(?:back|front)[ -]?end\b|full[ -]?stack\b|dev(?:eloper|elopers)?s?\b|programm?[ae](?:r|rs|dor\w*"
    r"|ur\w*)\b|engineer\w*|"
    r"architect\w*|analyst\w*|manager\w*|designer\w*|scientist\w*|administrator\w*|consultant\w*|specialist\w*"
    r"|technician\w*|"
    r"director\w*|assistant\w*|coordinator\w*|recruiter\w*|accountant\w*|nurse\w*|driver\w*|teacher\w*"
    r"|writer\w*|editor\w*|"
    r"officer\w*|operator\w*|representative\w*|advisor\w*|researcher\w*|trainer\w*|trainee\w*|intern\b"
    r"|internship|lead\b|"
    r"head of|chief|clerk|cook|chef\b|salesperson|supervisor\w*|tester\w*|buyer\w*|planner\w*|executive\w*"
    r"|strategist\w*|"
    r"desenvolved\w+|engenheir\w+|analista\w*|gerente\w*|arquitet\w+|cientista\w*|consultor\w*|especialista\w*"
    r"|tecnic[oa]s?\b|"
    r"auxiliar\w*|assistente\w*|estagi[ao]\w*|coordenador\w*|vendedor\w*|enfermeir\w+|motorista\w*|professor\w*|"
    r"desarrollador\w*|ingenier[oa]\w*|arquitect\w+|cientific\w+|disenador\w*|administrador\w*|becari[oa]\w*"
    r"|jefe\b|director\w*|"
    r"entwickler\w*|softwareentwickler\w*|ingenieur\w*|\w*ingenieur\w*|architekt\w*|berater\w*|leiter\w*"
    r"|sachbearbeiter\w*|"
    r"kaufmann\w*|kauffrau\w*|mitarbeiter\w*|referent\w*|techniker\w*|werkstudent\w*|praktikant\w*"
    r"|pfleg\w+kraft|\w+entwickler\w*|"
    r"\w+berater\w*|\w+leiter\w*|\w+techniker\w*|developpeu\w*|charge\W?\(?e?\)?\s+d|responsable\w*|chef\w* de"
    r"|stagiaire|alternant\w*|"
    r"conseill\w+|comptable\w*|infirmi\w+|\w*ingenjor\w*|utvecklare\w*|\w*utvecklare\b|chef\b|ontwikkelaar\w*"
    r"|medewerker\w*|"
    r"sviluppat\w+|impiegat\w+|devops\b|sre\b|qa\b|dba\b|sysadmin\b|scrum master|product owner|cto\b|ceo\b)"
)  # fmt: skip

REMOTE = (
    r"(?:remote(?:ly)?|remot[oa]s?|remotamente|a distancia|a distance|teletrabajo|teletrabalho|tele-?travail"
    r"|home[ -]?office|"
    r"work(?:ing)? from (?:home|anywhere)|wfh|homeoffice|distansarbete|mobiles? arbeiten|mobile office"
    r"|da remoto|smart working|thuiswerk\w*)"
)
HYBRID = r"(?:hybrid[aeo]?s?|hibrid[oa]s?|hybride[rsn]?|ibrido|semi-?presencial(?:es)?|teil-?remote)"
ONSITE = (
    r"(?:on[ -]?site|in[ -]office|in[ -]person|presencia(?:l|is|les)|vor ort|sur site|en presentiel"
    r"|in presenza|pa plats|in-house only)"
)

SEEKS = re.compile(
    r"\b(?:(?:we(?:'re| are)?|is|are|currently) (?:(?:currently|now|actively|also) )?(?:looking|searching"
    r"|hiring|seeking|recruiting)|"
    r"looking for|hiring|is recruiting|seeks?\b|seeking|join (?:our|us|the)|buscamos|busca\b|busca-se|se busca"
    r"|estamos (?:buscando|contratando|"
    r"em busca|en busca|procurando|a procura)|procuramos|contrata-se|queremos reforzar|suchen\b|sucht\b|gesucht"
    r"|recherch\w+|recrut\w+|"
    r"cherch\w+|soker\b|zoeken|zoekt|cerchiamo|esta em busca|esta en busqueda|en la busqueda|estao em busca)"
)


def holds(folded: str, hints: Iterable[str]) -> bool:
    """Whether one of the hints stands in it: this costs a hundredth of a pattern that says the same exactly."""
    for hint in hints:  # noqa: SIM110 - any() with a generator costs twice as much, on every line
        if hint in folded:
            return True
    return False


def pattern(source: str) -> re.Pattern[str]:
    """Compiled, with words bounded."""
    return re.compile(rf"(?<![\w])(?:{source})(?![\w])")
