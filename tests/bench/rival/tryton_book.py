"""Fills an empty Tryton database with the book that book.py made.

Company, chart of accounts, fiscal year and dunning procedure are made through Tryton's own models and wizards; the
parties and their posted moves are copied in by SQL, because a hundred thousand of them through the ORM take an hour that
nobody measures.

Usage: tryton_book.py TERMS LINES DATABASE CONFIG
"""

import datetime
import sys
import tomllib
from pathlib import Path

import psycopg
from proteus import Model
from proteus import config as proteus_config

terms_file, lines_file, database, config_file = sys.argv[1:]
terms = tomllib.loads(Path(terms_file).read_text())
today, thresholds = terms["today"], terms["thresholds_days"]

proteus_config.set_trytond(database, config_file=config_file)
from trytond.modules.account.tests.tools import create_chart, create_fiscalyear, get_accounts  # noqa: E402
from trytond.modules.company.tests.tools import create_company, get_company  # noqa: E402

create_company(currency="EUR")
company = get_company()
create_chart()
# From before the oldest invoice's issue.
first_day = today - datetime.timedelta(days=thresholds[-1] + 2 * terms["terms_days"])
create_fiscalyear(today=(first_day, today)).click("create_period")
accounts = get_accounts()
journal, = Model.get("account.journal").find([("code", "=", "REV")])

procedure = Model.get("account.dunning.procedure")(name="Four letters")
for number, days in enumerate(thresholds, start=1):
    level = procedure.levels.new()
    level.sequence = number
    level.overdue = datetime.timedelta(days)
    level.send_email = True
procedure.save()

TABLE = """
CREATE TEMPORARY TABLE book (
  line int, customer text, name text, email text, country text, invoice text, amount numeric, issued_on date, due_on date,
  letters_before int
)
"""
# Ids below the first free one are of what Tryton has made itself.
FILL = """
CREATE TEMPORARY TABLE parties AS SELECT %(first)s + min(line) AS id, customer, name, email FROM book GROUP BY 2, 3, 4;
INSERT INTO party_party (id, code, name, active, create_uid, create_date)
  SELECT id, customer, name, true, 1, now() FROM parties;
INSERT INTO party_contact_mechanism (party, type, value, value_compact, active, create_uid, create_date)
  SELECT id, 'email', email, email, true, 1, now() FROM parties;
INSERT INTO party_party_dunning_procedure (party, dunning_procedure, create_uid, create_date)
  SELECT id, %(procedure)s, 1, now() FROM parties;
INSERT INTO account_move (id, company, date, journal, period, number, post_date, state, create_uid, create_date)
  SELECT %(first)s + line, %(company)s, issued_on, %(journal)s, account_period.id, invoice, issued_on, 'posted', 1, now()
  FROM book JOIN account_period ON issued_on BETWEEN account_period.start_date AND account_period.end_date;
INSERT INTO account_move_line (id, move, account, party, maturity_date, debit, credit, description, state, create_uid, create_date)
  SELECT %(first)s + line, %(first)s + line, %(receivable)s, parties.id, due_on, amount, 0, invoice, 'valid', 1, now()
  FROM book JOIN parties USING (customer);
INSERT INTO account_move_line (id, move, account, debit, credit, state, create_uid, create_date)
  SELECT %(first)s + line + (SELECT count(*) FROM book), %(first)s + line, %(revenue)s, 0, amount, 'valid', 1, now() FROM book;
INSERT INTO account_dunning (company, line, procedure, level, date, blocked, state, create_uid, create_date)
  SELECT %(company)s, %(first)s + line, %(procedure)s, level.id, due_on + (%(thresholds)s::int[])[letters_before], false,
    'waiting', 1, now()
  FROM book JOIN account_dunning_level level ON level.procedure = %(procedure)s AND level.sequence = letters_before;
"""
facts = {
    "thresholds": thresholds,
    "company": company.id,
    "journal": journal.id,
    "procedure": procedure.id,
    "receivable": accounts["receivable"].id,
    "revenue": accounts["revenue"].id,
    "first": 1_000,
}
with psycopg.connect(dbname=database, cursor_factory=psycopg.ClientCursor) as connection:
    connection.execute(TABLE)
    with connection.cursor().copy("COPY book FROM STDIN (FORMAT csv, HEADER)") as copy:
        copy.write(Path(lines_file).read_bytes())
    connection.execute(FILL, facts)
    for table in ("party_party", "account_move", "account_move_line"):
        connection.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
with psycopg.connect(dbname=database, autocommit=True) as connection:
    connection.execute("VACUUM ANALYZE")
