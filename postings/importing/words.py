"""Words of the field that several facts look for, folded (no case, no accents)."""

import re
from collections.abc import Iterable

ROLE = re.compile(
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
    r"(?:on-?site|in[ -]office|in[ -]person|presencia(?:l|is|les)|vor ort|sur site|en presentiel"
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


def pattern(source: str) -> re.Pattern[str]:
    """Compiled, with words bounded."""
    return re.compile(rf"(?<![\w])(?:{source})(?![\w])")
