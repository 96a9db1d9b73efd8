"""The door for a wrong date: the only way in which a written move changes."""

from django.db import migrations

CORRECT_MOVE_TIME = """
CREATE FUNCTION correct_move_time(of_move bigint, new_at timestamptz, by_user bigint, because text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    the_application bigint;
    m candidates_stagemove%ROWTYPE;
BEGIN
    IF btrim(coalesce(because, '')) = '' THEN
        RAISE EXCEPTION 'a correction says why'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'time_correction_says_why';
    END IF;
    IF new_at > clock_timestamp() THEN
        RAISE EXCEPTION 'a move did not happen in the future'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'move_is_not_in_the_future';
    END IF;
    SELECT application_id INTO STRICT the_application FROM candidates_stagemove WHERE id = of_move;
    -- Wait for whoever moves it now; the next statement reads what they left.
    PERFORM 1 FROM candidates_application WHERE id = the_application FOR NO KEY UPDATE;
    SELECT * INTO STRICT m FROM candidates_stagemove WHERE id = of_move;
    -- Every copy of the time in one statement: the keys between the rows hold at its end. Before the move before
    -- or after the one after is refused by move_is_not_before_the_last.
    WITH copies AS (
        UPDATE candidates_stagemove s SET
            occurred_at = CASE WHEN s.id = m.id THEN new_at ELSE s.occurred_at END,
            prev_occurred_at = CASE WHEN s.number = m.number + 1 THEN new_at ELSE s.prev_occurred_at END,
            entered_at = CASE WHEN s.visit = m.number THEN new_at ELSE s.entered_at END,
            from_entered_at = CASE WHEN before.visit = m.number THEN new_at ELSE s.from_entered_at END
        FROM candidates_stagemove self
        LEFT JOIN candidates_stagemove before
            ON before.application_id = self.application_id AND before.number = self.number - 1
        WHERE self.id = s.id AND s.application_id = m.application_id AND s.number >= m.number
    ), present AS (
        UPDATE candidates_application a SET
            stage_entered_at = CASE WHEN last.visit = m.number THEN new_at ELSE a.stage_entered_at END,
            moved_at = CASE WHEN last.number = m.number THEN new_at ELSE a.moved_at END
        FROM candidates_stagemove last
        WHERE a.id = m.application_id AND last.application_id = a.id AND last.number = a.version
    )
    INSERT INTO candidates_timecorrection (move_id, old_at, new_at, by_id, reason)
    VALUES (m.id, m.occurred_at, new_at, by_user, because);
END $body$;
REVOKE ALL ON FUNCTION correct_move_time FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("candidates", "0001_initial")]

    operations = [
        migrations.RunSQL(
            CORRECT_MOVE_TIME, "DROP FUNCTION correct_move_time(bigint, timestamptz, bigint, text)"
        )
    ]
