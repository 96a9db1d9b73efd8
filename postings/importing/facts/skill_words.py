"""The words by which a text tells its skills: what leads to them, joins, ends and wishes them; and what is none."""

import re

LEAD = re.compile(
    r"\b(?:(?:experienc\w*|experiencia|erfahrung(?:en|swerte)?|expertise|exposure|grounding|comfort\w*|acumen"
    r"|competenc\w+|familiarity|proficien\w+|skilled|background|fluency|knowledgeable|berufserfahrung|vivencia"
    r"|praxis|umgang|erfarenhet|ervaring|esperienza)"
    r"(?: (?:\w+ ){0,3}?)(?:(?:with|in|using|of|on|to|building|developing|writing|com|em|con|en|de|dans|avec"
    r"|mit|im umgang mit|im bereich|im|na|no|av|inom|met|nell\w*)(?!\w)|d')"
    r"|(?:knowledge|understanding|command|mastery|grasp|use|conhecimentos?(?: \w+)?|conocimientos?(?: \w+)?"
    r"|dominio|manejo(?: \w+)?|maitrise|connaissances?(?: \w+){0,2}|bases?|notions|kunskap(?:er)?|kennis"
    r"|conoscenza|programacion|programacao|programmation|programmierung) "
    r"(?:(?:of|in|with|de|d[oae]s?|des|du|sobre|em|en|con|com|los?|von|om|i|van|di)(?!\w)|d')"
    r"|(?:kenntnisse?|know-how|erfahrung|versiert|vertraut|sicher|fit|affinitat) (?:\w+ ){0,2}?(?:in|mit|im|zu"
    r"|der|von)(?!\w)(?: (?:mindestens )?(?:einer|den|der|dem)(?!\w))?|kenntnisse (?:gangiger )?|beherrschst"
    r"|beherrschen|vous maitrisez|maitriser|dominar|tecnologias? (?:de|como)|protocolos?|erfarenhet av"
    r"|you (?:know|write|master|have used)|domin(?:a|as|e|es)|conoces?|manejas?|conheces?|maitrises?|connaissez"
    r"|kennst|using|utilizando|used to|familiar with|kunskap om)\s*:?\s*",
)
AND = re.compile(
    r"\s*(?:[,;•|]|\s[-–—]\s|\s/\s|\.\s|\.$|:\s|(?<![\w-])(?:and/or|and|or|y/o|e/ou|y|o|e|ou|u"
    r"|und/oder|und|oder|sowie|bzw\.?|et/ou|et|och|eller|ed|oppure|en(?= \w+$)|as well as|such as|like"
    r"|including|incl\.|e\.g\.|ex:|tales? como|tais como|como|wie|comme|ainsi qu'avec|z\.b\.|par exemple"
    r"|por exemplo|por ejemplo|etc\.?|entre otros|among others)(?![\w-]))\s*"
)
HEAD = re.compile(
    r"(?:[\W_]+|[ld]'|\w+(?:ando|iendo|endo)(?!\w)|(?:a|an|the|our|other|any|some|at least one|one|more|of|in"
    r"|with|on|to|using|strong|solid|deep|good|great|excellent|basic|advanced|proven|hands-on|modern|relevant"
    r"|common|extensive|expert|prior|previous|similar|various|several|related|demonstrated|both|its|their|also|first"
    r"|ideally|preferably|particularly|especially|im|zum|zur|vom|beim|"
    r"(?:running|managing|developing|implementing|conducting|automating|owning|maintaining|deploying|administering)"
    r"|(?:working|selling|building|writing|operating) (?:with|in|into|on|an?|the)|"
    r"o|os|as|um|uma|na|no|nas|nos|da|do|das|dos|de|del|la|las|el|los|lo|le|les|ses|vos|su|sus|ton|tes"
    r"|vorzugsweise|idealerweise|l'|d'|des|du|un|una|une|al|em|com|con|en|algun[ao]?|modulo|solid[ao]s?"
    r"|avancad[ao]s?|avanzad[ao]s?|basic[ao]s?|bom|boa|buen[ao]?s?|bonnes?|excellente?s?|"
    r"der|die|das|den|dem|einer?|einem|eines|guten?|gute|sehr|fundierte|modernen?|gangigen?|gangiger|weiteren?"
    r"|verwandten|mehreren|mindestens|im bereich|bereich|umgang mit|technologien|"
    r"experience|knowledge|experiencia|conhecimentos?|conocimientos?|conhecimento|proficiency|proficient"
    r"|understanding|familiarity|familiar|fluent|plus|bonus|tecnologias?|technologies|technology|tools?"
    r"|herramientas?|ferramentas?|frameworks?|lenguajes?|linguagens?|languages?|programming)(?![\w]))+\s*"
)
TAIL = re.compile(
    r"(?:[\W_]+|\b(?:is|are|would|be|preferred|required|mandatory|plus|bonus|advantage|desirable|essential|experience|expertise|roles?|a|an|the|desejavel|advanced|avanzad[oa]s?|avancad[oa]s?|basic[oa]s?|intermedi[oa]s?"
    r"|deseable|excluyente|indispensavel|indispensable|obrigatorio|atout|etc|or similar|similar|in|to|of|de|e|y"
    r"|and|in einem|environments?|concepts?|sammeln|konnen|hast|mit)\b)+$"
)
WISH = re.compile(
    r"\b(?:nice[- ]to[- ]have|preferred|preferabl[ye]|is an? (?:big |huge |strong )?(?:plus|bonus|advantage)|a plus"
    r"|would be an? (?:plus|bonus|advantage)|as a plus|bonus|desirable"
    r"|desejave(?:l|is)|diferencia(?:l|is)|deseables?|valorable|se valora\w*|plus|ideal(?:ly|erweise)"
    r"|wunschenswert|von vorteil|vorzugsweise|(?:serait |est |sont )?un (?:plus|atout)|atout|souhaitee?s?"
    r"|appreciee?s?|meriterande|optional|opcional)\b"
)
SOFT_ENDING = re.compile(
    r"(?:keit|heit|schaft|starke|freude|sinn|geist|gefuhl|wille|engagement|initiative|motivation|flexibilitat|talent)$"
)
SOFT = re.compile(
    r"\b(?:team\w*|proactiv\w*|curio\w*|autonom\w*|passion\w*|motivat\w*|attitude|creativ\w*|creatividad"
    r"|flexib\w*|responsab\w*|availab\w*|disponib\w*|willing\w*|able|ability|abilities|capacidade?s?|capaci\w*"
    r"|equipo|equipe|time|ganas|spirit|mindset|mentalidad|"
    r"mentalit\w+|pragmati\w*|reliab\w*|leader\w*|liderazgo|lideranca|detail|self|organi[sz]ed|problem\w*"
    r"|degree|bachelor\w*|master'?s?|phd|diploma|licenciatura|ingenieria|ingenieur|grado|graduacao|studium"
    r"|\w*studium|ausbildung|formation|formacion|diplome|utbildning\w*|hogskoleingenjor|university|universi\w+"
    r"|ensino|bac|"
    r"years?|anos?|ans|jahre|remote(?:ly)?|located|timezone|time zone|travel\w*|viaje\w*|viagens|overlap|salary"
    r"|hours|visa|citizen\w*|relocat\w*|(?<!ms )(?<!microsoft )office|interest\w*|eager"
    r"|enthusias\w*|love|enjoy|comfort\w*"
    r"|interpersonal|communicat\w*|comunica\w*|kommunikat\w*|you|we|our|us|your|du|dir|dich|dein\w*|wir|uns\w*"
    r"|vous|nous|tu|tes|votre|voce|projetos|projects|proyectos|"
    r"field|similar roles?|role|roles|position|habilidades?|skills?|aptitud\w*|interes\w*|lust|spass|freude"
    r"|perspectiva|horario|horarios|espiritu|sens|esprit|relationnel|growth|environment|industry|company"
    r"|companies|clients?|customers?|stakeholders?|people|ownership|person|persona|pessoas|world|impact"
    r"|candidat\w*|nivel|level|senior|junior|requirements?|relevant\w*|track record|others?|colleagues?"
    r"|background|\w{0,20}sprachen?|\w{0,20}technologien?|settings?|sector(?:es)?|setor(?:es)?|areas?|cargos?|puestos?|postes?)\b"
)
WISH_AFTER = re.compile(
    r"is |are |would |a |un |serait|est |sont |preferred|desej|deseable|von vorteil|wunschens"
    r"|plus$|atout|souhait|apprec"
)
NO_SKILLS = re.compile(
    r".*\b(?:escolaridad|formation|ausbildung|education|studium|idiomas?|sprachen"
    r"|languages?|formacao|formacion)\b"
)
EDUCATION = re.compile(
    r"\b(?:degree|bachelor\w*|master'?s?|phd|diploma|licenciatura|graduacao|\w*studium|ausbildung|diplome"
    r"|utbildning\w*|universi\w+|grado|titulacion|titulado|ensino|bac ?\+|ecole|formation en|formacao|formacion"
    r"|curso superior)\b"
)
APPLY_HINTS = ("@", "cv", "resume", "curriculum", "lebenslauf", "apply", "postul", "candidatar")
TO_APPLY = re.compile(r"@\w|\b(?:cv|resume|curriculum|lebenslauf|to apply|postuler|postularte|candidatar)\b")
# "SaaS sales experience": what stands before it, without what says how much or how good.
BEFORE_EXPERIENCE = re.compile(
    r"(?:\b(?:of|with|have|proven|relevant|professional|practical|prior|previous|strong|solid|hands-on|work|working"
    r"|real-world|industry|extensive|demonstrated|significant|full-time|minimum|some|any|a|an|the|your|our|first-hand"
    r"|overall|similar|years?'?|months?'?)\s+|(?:^|[,:;(]|\d\+?)\s*)"
    r"(?P<what>(?!(?:of|with|years?|no|proven|relevant|professional|practical|prior|previous|strong|solid|work|working"
    r"|industry|extensive|significant|have|some|any|the|an?|your|our|similar|equivalent|real|hands|prior|first)\b)"
    r"[a-z][\w/&+#-]*(?: (?!with\b|in\b|of\b)[a-z][\w/&+#-]*){0,3})\s+experience\b"
)
# Words that say nothing without another one beside them, and qualities.
_ALONE_NOTHING = """
data tool tools software system systems application applications app apps web product products process processes
program programs programme programmes project projects product development design production technology
technologies platform platforms solution solutions service services code analysis research maintenance management
support planning operations documentation methods methodologies fundamentals principles practices techniques
concepts standards engineering business certification certificate licence license knowledge solid good confident
modern responsible technical analytical external internal digital soft
dados ferramentas sistema sistemas aplicacoes aplicativos produtos processos desenvolvimento criacao plataformas
solucoes servicos codigo analise pesquisa gestao componentes metodologias
datos herramientas equipos aplicaciones productos procesos desarrollo creacion plataformas soluciones servicios
codigo analisis investigacion dispositivos metodologias fuentes diseno
generacion conexion
daten werkzeuge systeme systemen anwendungen produkte prozesse entwicklung losungen dienste analyse umfeld methoden
donnees outils systemes applications produits processus developpement solutions services code recherche conception
gestion methodes programmation
"""
ALONE_NOTHING = frozenset(_ALONE_NOTHING.split())
