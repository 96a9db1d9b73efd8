"""What a heading announces, in English, Portuguese, Spanish, German, French and a few words of others.

The words are folded (no case, no accents). The order decides: "preferred qualifications" are preferred.
"""

import re
from functools import lru_cache

_HEADINGS = {
    "preferred": r"nice[ -]?to[ -]?haves?|preferred|bonus points|bonus (?:skills|if)|desirable"
    r"|desired (?:skills|exp|qual)|extra credit"
    r"|good[ -]to[ -]have|\b(?:a|big|huge) plus\b|^plus(?:es)?\b|^les plus\b|^assets?$|optional"
    r"|diferencia(?:l|is)\b|desejave(?:l|is)|(?:sera|seria) um (?:extra|diferencial|plus)"
    r"|valorable|deseables?\b|se valora|valora(?:re|ra)|no (?:es |son )?excluyente|\bopcional"
    r"|wunschenswert|von vorteil|idealerweise|pluspunkt|nice-to-have|atouts?\b|serait un plus|\bun plus\b"
    r"|souhaitees?\b|apprecie|meriterande|gradit|preferibil",
    "apply": r"^apply|^(?:the|our) process|how to apply|to apply\b|application process|candidate-se"
    r"|como (?:se )?candidatar|como (?:aplicar|postular)"
    r"|^inscri|postularte|^candidater|^postuler|bewerbung|bewerben|ansokan|hiring process|interview process"
    r"|processo seletivo|proceso de selec|recrutement|recruitment|next steps|interessado|interes+ad|kontakt"
    r"|^contact"
    r"|offene fragen",
    "benefits": r"benefit|perks|\boffer|offer:?$|benefici|vantagens|ofrec|oferec|wir bieten|bieten (?:wir|dir)"
    r"|avantages|nous (?:t'|vous )?offrons"
    r"|erbjud|why (?:join|work|you)|por que trabalhar|warum|pourquoi|was dich erwartet|ce que nous"
    r"|additional information"
    r"|e mais$|^angebot$|what's in it for you|freu dich|das erwartet dich|unser angebot",
    "pay": r"salary|compensation|remunera|^pay\b|salario|sueldo|faixa salarial|gehalt|vergutung|salaire|\bwage"
    r"|pretension",
    "contract": r"employment type|job type|^conditions|^modalites|condiciones|condicoes|rahmenbedingungen|konditionen"
    r"|contrata[cr]|contrato|^regime|vertrag|^contrat\b|type of (?:contract|employment)"
    r"|anstallning|tipo de (?:vaga|contrat)|modalit|modalidad|beschaftigung|arbeitszeit|caracteristiques",
    "location": r"^locations?\b|^locali|^local\b|ubicacion|^lugar|standort|arbeitsort|^lieu\b|placeringsort"
    r"|workplace"
    r"|where you|local de trabalho|work model|modelo de trabajo|modelo de trabalho|^alocacao",
    "requirements": r"require|\bessential|qualification|\bwe expect\b|expect from you|wir erwarten|erwarten wir"
    r"|nous attendons|vi forvantar|must[ -]haves?|what you(?:'ll)? (?:need|bring)|who you are|about you\b"
    r"|you (?:have|bring|are)\b"
    r"|your (?:profile|skills|experience|background|qualif)|skills|experience|looking for|ideal candidate"
    r"|the candidate|minimum"
    r"|prerequisit|pre[ -]?requisit|requisit|obrigatori|o que (?:esperamos|buscamos|voce precisa|procuramos"
    r"|e preciso)|conheciment"
    r"|conocimiento|habilidad|perfil|profile|necesita|necesarios?\b|indispensab|imprescindib|esper(?:amos"
    r"|o) (?:que|de)|experiencia"
    r"|profil|anforderung|bringst du|du (?:mit)?bringst|mitbring|voraussetzung|kenntnisse|zeichnet dich"
    r"|competences?|qui (?:etes|es)[ -]"
    r"|vous (?:etes|avez)|\bvous$|tu (?:es|as)\b|exigences|qualites|vi soker dig|kvalifikation|\bkrav\b"
    r"|requerimiento|competenze|requisiti"
    r"|vos atouts|functie-?eisen|wie ben jij|formation|idiomas?\b|languages?\b|sprachen|was du (?:kannst|hast)"
    r"|need from you|buscamos$",
    "technologies": r"technolog|tech(?:nical)? stack|^stack|ferramentas|tecnolog|herramientas|keywords"
    r"|mots[ -]cles|\bstack (?:tech|atual|actual)|our stack|tech-stack",
    "responsibilities": r"responsib|responsabil|\byou(?:'ll| will)\b|make an impact|great looks like|outcomes"
    r"|what you(?:'ll| will) (?:do|be)|your (?:role|tasks|mission|impact)|duties|the role|\brole\b|tasks"
    r"|day[ -]to[ -]day|atividades|actividades|funcoes|funciones|o que voce (?:vai|ira)|desafi|tareas|aufgabe"
    r"|deine rolle|missions?\b"
    r"|arbetsuppgift|\bposte\b|descri[pc][a-z]* d[aeo]l? (?:vaga|empleo|puesto|cargo)|job description"
    r"|stellenbeschreibung|the job"
    r"|sobre a vaga|about the (?:job|position|role)|descriptif|^description|^descripcion|^descricao|^summary"
    r"|tatigkeit|stelle\b",
    "company": r"about|who we are|company|empresa|quem somos|quienes somos|uber uns|unternehmen|qui sommes"
    r"|entreprise|a propos"
    r"|equipe|\bteam\b|om oss|our (?:history|culture|story|mission|values)|cultur|diversi|sobre (?:a|nos|o)\b"
    r"|trabaja en|contexte"
    r"|vision|contesto|wir sind|privacidade|equal opp",
    "meta": r"^labels?$|^nivel$|^tags?$|^senioridade$",
    "source": r"originally (?:posted|published)|originalmente publicad|publicad[ao] originalmente",
}  # fmt: skip
_ORDER = ("source", "meta", "preferred", "apply", "benefits", "pay", "contract", "location", "requirements",
          "technologies", "responsibilities", "company")  # fmt: skip
_PATTERNS = [(kind, re.compile(_HEADINGS[kind])) for kind in _ORDER]

WANTED = ("requirements", "preferred", "technologies")


@lru_cache(maxsize=2_000)  # postings of one source repeat their headings
def section_of(folded_heading: str) -> str:
    """The kind of section that a folded heading opens, or an empty string."""
    heading = re.sub(r"^[\W_\d]+|[\W_]+$", "", folded_heading)
    return next((kind for kind, pattern in _PATTERNS if pattern.search(heading)), "")
