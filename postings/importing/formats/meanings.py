"""What a field is about, from the name that somebody gave it: feeds, tables and their relatives name the same things in
many ways and five languages. The meanings are those of Fact.field, and some that only together make a fact."""

from __future__ import annotations

import re
from functools import lru_cache

from postings.importing.text import fold

# By meaning, names in the order in which they are believed; without case, accents, spaces and signs.
_NAMES = {
    "id": """referencenumber referenceid partnerjobid jobid jobreference postingid vacancyid offerid externalid id guid
        uuid jobkey jobcode reference ref referenz referenznummer kennziffer stellenid referencia codigo codigodavaga
        idvaga idoferta idoffre requisitionid reqid requisitionnumber""",
    "url": """url joburl link joblink detailurl deeplink postingurl weblink pageurl applyurl applicationurl applylink
        enlace lien adresse urldavaga jobdirecturl""",
    "title": """title jobtitle positiontitle postingtitle vacancytitle jobname position vacancy titulo titulodavaga
        titulodelpuesto cargo puesto vaga vacante stellentitel stellenbezeichnung berufsbezeichnung stelle titel titre
        titredeposte intitule intituledeposte intituleduposte poste role""",
    "company": """company companyname employer employername hiringorganization hiringorganizationname advertiser
        organization organisation organizationname empresa nomedaempresa empleador empregador firma unternehmen
        arbeitgeber entreprise societe employeur""",
    "description": """description jobdescription descriptionhtml fulldescription jobdetails body content details
        descricao descricaodavaga descripcion descripciondelpuesto beschreibung stellenbeschreibung descriptif
        descriptionduposte contenido text summary""",
    "responsibilities": """responsibilities duties jobduties examplesofduties tasks aufgaben funciones
        responsabilidades missions responsabilites""",
    "requirements": """requirements qualifications jobrequirements candidateprofile anforderungen qualifikationen
        profil requisitos exigences profilrecherche""",
    "benefits": "benefits perks beneficios avantages leistungen wirbieten",
    "more": "supplementalinformation additionalinformation",
    "location": """location joblocation locationname worklocation workinglocation candidaterequiredlocation locations
        place standort arbeitsort einsatzort ort ubicacion localizacion lugar lugardetrabajo local localdetrabalho
        localizacao lieu lieudetravail localisation""",
    "city": "city town locality municipality addresslocality ciudad localidad poblacion cidade municipio stadt ville",
    "state": "state province stateprovince addressregion region county provincia estado bundesland uf",
    "country": "country countrycode countryname addresscountry pais land pays",
    "workplace": """workplacetype workplace remotetype workmode workmodel workarrangement locationtype remotestatus
        modalidad modalidade modalidaddetrabajo modalidadedetrabalho arbeitsmodell modedetravail teletravail""",
    "remote": "isremote remote remotework remoteallowed telecommute telecommuting homeoffice remoto trabalhoremoto",
    "employment_type": """employmenttype jobtype jobtypes contracttype contracttime contract timetype workinghours
        schedule employment tipodecontrato tipocontrato tipodecontratacao contratacao regime jornada vertragsart
        anstellungsart beschaftigungsart arbeitszeit typedecontrat contrat typecontrat""",
    "seniority": """seniority senioritylevel experiencelevel careerlevel joblevel level nivel niveldeexperiencia
        senioridade erfahrungsstufe niveau niveaudexperience karrierestufe""",
    "min_years_experience": """minyearsexperience minyearsofexperience minimumyearsexperience yearsofexperience
        yearsexperience experienceyears minexperience minimumexperience requiredexperience experience experiencia
        anosdeexperiencia anosexperiencia berufserfahrung erfahrung""",
    "department": "department departmentname departamento abteilung departement fachbereich",
    "salary": """salary salaryrange salarytext salarydescription compensation payrange pay wage salaryestimate
        remuneration salario faixasalarial remuneracao remuneracion sueldo gehalt vergutung lohn salaire""",
    "salary_min": """salarymin minsalary minimumsalary salaryminimum salaryfrom minamount amountmin paymin minpay
        payfrom compensationmin mincompensation lowendamount salaryminvalue salariominimo salariomin salariodesde
        gehaltvon gehaltmin mindestgehalt salairemin salaireminimum""",
    "salary_max": """salarymax maxsalary maximumsalary salarymaximum salaryto maxamount amountmax paymax maxpay payto
        compensationmax maxcompensation highendamount salarymaxvalue salariomaximo salariomax salariohasta gehaltbis
        gehaltmax hochstgehalt salairemax salairemaximum""",
    "currency": """currency salarycurrency currencycode paycurrency compensationcurrency salarycurrencycode moeda
        moneda wahrung devise""",
    "salary_period": """salaryperiod salaryinterval salaryfrequency payperiod payfrequency interval period frequency
        salaryunit salaryunittext unittext compensationinterval periodicidade periodicidad periodo zeitraum periode""",
    "language": """languagerequirement languagerequirements languagesrequired requiredlanguages languageskills languages
        idiomas idiomasrequeridos sprachen sprachkenntnisse langues""",
    "skill_required": """skillsrequired requiredskills skills skill musthave technologies techstack stack competencias
        habilidades habilidadestecnicas kenntnisse fahigkeiten competences competencesrequises""",
    "skill_preferred": "skillspreferred preferredskills nicetohave desirableskills niceskills",
    "closing_on": """closingdate closedate closingon applicationdeadline deadline expirationdate expirydate
        expiredate expiresat expires expireson validthrough advertisetodatetimeutc advertisetodate bewerbungsschluss
        bewerbungsfrist prazo datalimite datadeencerramento fechalimite fechadecierre datelimite datedecloture""",
    "published": """dateposted publishdate publisheddate publicationdate datepublished published publishedat posteddate
        postdate postedat pubdate advertisefromdateutc opendate createdat created date veroffentlicht datum fecha
        fechadepublicacion datadepublicacao data datedepublication""",
    "posting_language": "language lang languagecode postinglanguage joblanguage idioma sprache langue",
    "source": "source site jobboard sourcesite board quelle fonte fuente",
}  # fmt: skip
RANKED = {
    name: (meaning, rank) for meaning, names in _NAMES.items() for rank, name in enumerate(dict.fromkeys(names.split()))
}
MEANINGS = tuple(_NAMES)
PROSE = ("description", "responsibilities", "requirements", "benefits", "more")
# What a thing within a posting has as well, so that its name alone, inside something else, tells nothing.
_OWN = {"id", "url", "title", "company", "published", "closing_on", "posting_language", "source", "employment_type",
        "seniority", "more", *PROSE}  # fmt: skip
_NO_NAME = re.compile(r"[\W_]+")


def key_of(name: str) -> str:
    return _NO_NAME.sub("", fold(name))


@lru_cache(maxsize=4096)
def meaning_of(path: str) -> tuple[str, int]:
    """The meaning of a name, or of a path of names with dots between them, and how far down it stands among the names
    of that meaning; an empty meaning where it has none."""
    parts = [key_of(part) for part in path.split(".")]
    if len(parts) == 1:
        return RANKED.get(parts[0], ("", 0))
    found = RANKED.get("".join(parts[-3:])) or RANKED.get("".join(parts[-2:]))
    if found is None and (alone := RANKED.get(parts[-1])) and alone[0] not in _OWN:
        found = alone
    return found or ("", 0)
