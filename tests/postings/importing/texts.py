"""Postings invented for these tests, in five languages, and what each states."""

ENGLISH = """# Senior Data Engineer at Northwind Analytics

Northwind Analytics is a company that helps grocers plan. We have 20 years of experience in the market.

**Location:** Dublin, Ireland (hybrid, 2 days a week in the office)
**Employment type:** Full-time, permanent
**Salary:** €75,000 - €90,000 per year gross

## What you'll do
- Build pipelines for 300 shops
- Take 25 days of holiday

## Requirements
- At least 5 years of experience with Python
- Strong knowledge of SQL, Airflow and dbt
- Fluent English, German is a plus
- 2+ years with Kubernetes

## Nice to have
- Experience with Kafka
- Terraform

## Benefits
- Training budget of €2,000 per year
- Spanish classes

Apply by 31 March 2027 at jobs@northwind-analytics.example
"""

PORTUGUESE = """[Remoto] Pessoa Desenvolvedora Kotlin @ Maré Alta

A Maré Alta é uma empresa de logística com mais de 12 anos de mercado.

Descrição da vaga
Buscamos alguém para o time de pagamentos. Modelo 100% remoto.

Requisitos:
- Experiência mínima de 4 anos com Kotlin
- Conhecimentos em PostgreSQL e Docker
- Inglês avançado

Diferenciais:
- Experiência com Kafka

Contratação: PJ
Remuneração: R$ 9.500,00 a R$ 12.000,00 por mês
Benefícios:
- Vale refeição de R$ 800,00 por mês
- Auxílio home office
"""

SPANISH = """# Analista de Datos (Faro Digital)

Faro Digital busca un/a analista para su oficina. Escríbenos a talento@farodigital.example

Ubicación: Montevideo, Uruguay
Modalidad: presencial
Contrato indefinido, jornada completa

Requisitos
- 3 años de experiencia en análisis de datos
- Dominio de SQL y Tableau
- Inglés B2

Se valora:
- Conocimientos de Python

Ofrecemos
- Salario: entre 2.100 y 2.600 euros netos al mes
- Clases de alemán
"""

GERMAN = """# Backend-Entwickler (m/w/d)
### Uferlicht GmbH
#### `📍 Hamburg, Germany`

Seit 30 Jahren entwickeln wir Software für Häfen.

## Dein Profil
* Mindestens drei Jahre Berufserfahrung in der Softwareentwicklung
* Sehr gute Kenntnisse in Java und Spring Boot
* Gute Deutsch- und Englischkenntnisse
* Idealerweise Erfahrung mit Docker

## Wir bieten
* Unbefristeter Arbeitsvertrag in Vollzeit
* Jahresgehalt zwischen 55.000 € und 68.000 € brutto
* 30 Tage Urlaub
* 50 € Zuschuss pro Monat
* Hybrides Arbeiten
"""

FRENCH = """---
title: Ingénieure ou ingénieur DevOps
company: Atelier Boréal
---

Atelier Boréal recrute. Nos 15 ans d'expérience parlent pour nous.

## Profil recherché
- 5 ans d'expérience minimum en administration Linux
- Maîtrise de Terraform et Ansible
- Anglais courant

## Conditions
- CDI
- Salaire : 48-55 k€ par an
- Poste basé à Lyon, 100 % télétravail possible
- Date limite : 15 janvier 2027
"""

FLATTENED = (
    "Mobile Developer\n**Location:** Chile (Remote) **Salary:** US$ 4,000 / month **About the Role** "
    "We are looking for a **Mobile Developer** to join our team. **Requirements** "
    "* 3\\+ years of experience with Flutter. "
    "* Experience with Firebase. * **B2 English**. **Nice to have** * Knowledge of GraphQL. "
)

TWO = """# Frontend Developer

Requirements
- 2 years of experience with React
Salary: $3,000 per month

# Backend Developer

Requirements
- 6 years of experience with Go
Salary: $5,000 per month
"""

RULED = """Store Manager
We are looking for a store manager with 4 years of experience. Apply with your CV.

---

Warehouse Operator
We are looking for a warehouse operator. No experience required. Apply with your CV.
"""

TEMPLATE = """# Job title

## Company
Describe your company here.

## Requirements
List the requirements of the position, e.g. developer with 3 years of experience.

## Salary
Enter the salary range.

## How to apply
Explain how candidates can apply.
"""

ESSAY = """# How tides work

The moon pulls on the sea. Twice a day the water rises, and twice it falls. Fishermen have known this for 3,000 years,
and harbours were built at 200 dollars a stone. Read more in the next chapter.
"""
