"""Every code that the auditor gives, the rule it belongs to, and what the rule asks.

Groups: 0 form of the files, 1 targeting and caseloads, 2 visits, 3 one thing a day, 4 spacing, 5 meetings,
6 workshops, 7 own workshops, 8 dose and what is missing, 9 order, kilometres and changes.
`docs/checking.md` shows this table with the numerals; a test keeps both equal.
"""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    """A rule of the plan.

    Attributes:
        group: number of the group.
        asks: what the rule asks, one sentence.
    """

    group: int
    asks: str


RULES: dict[str, Rule] = {
    "columns_differ": Rule(0, "A file has its columns, in their order, and no others."),
    "value_malformed": Rule(
        0, "A cell is of its column's type; dates are ISO, coordinates have five decimals."
    ),
    "rows_not_sorted": Rule(0, "Rows are sorted by their first columns."),
    "summary_wrong": Rule(0, "The figures of the summary are those of the tables."),
    "service_repeated": Rule(1, "A service has one row."),
    "service_unknown": Rule(1, "Only services of the chosen UGEL have rows."),
    "service_missing": Rule(1, "Every service of the chosen UGEL has a row, private ones too."),
    "service_data_wrong": Rule(1, "Premises, UGEL and profile of a service are those of the inputs."),
    "decision_unknown": Rule(1, "A decision is one of the five."),
    "reasons_malformed": Rule(1, "Reasons are a JSON list, never empty, with their keys."),
    "decision_unfounded": Rule(1, "A decision follows from its reasons: all criteria, no exclusion."),
    "unknown_misread": Rule(
        1, "What is unknown counts as the norm says, or leaves the service to be verified."
    ),
    "reasons_incomplete": Rule(1, "The reasons are the rules of the profile, or of those it may have."),
    "rank_misplaced": Rule(1, "What is targeted or over the cap has a rank, nothing else has."),
    "rank_wrong": Rule(1, "Ranks run from 1 within UGEL and profile."),
    "ranking_wrong": Rule(1, "Ranks follow the priorities in order, then students, then the code."),
    "cap_without_file": Rule(1, "Without a list of accompanists nothing is over the cap."),
    "cap_out_of_order": Rule(1, "The cap cuts the ranking once."),
    "teacher_without_caseload": Rule(1, "Each teacher of a targeted service is in a caseload."),
    "teacher_repeated": Rule(1, "A teacher is in one caseload only."),
    "teacher_not_targeted": Rule(1, "Nobody else is in a caseload."),
    "teacher_data_wrong": Rule(1, "Post, service and premises of a teacher are those of the inputs."),
    "accompanist_mixed": Rule(1, "One accompanist has one UGEL and one profile."),
    "accompanist_unknown": Rule(1, "Accompanists are those hired, or are named after UGEL and profile."),
    "caseload_too_large": Rule(1, "A caseload obeys the lowest maximum among its schools."),
    "ratio_max_wrong": Rule(1, "`ratio_max` is the lowest maximum among the schools of the caseload."),
    "ratio_min_wrong": Rule(
        1, "`ratio_min` is the lowest minimum among them, empty where the norm gives none."
    ),
    "ratio_numeral_wrong": Rule(1, "`numeral` is that of the maximum."),
    "minimum_unsaid": Rule(1, "A minimum that is not reached is said in a note."),
    "premises_split": Rule(1, "Premises whose teachers of one profile fit one maximum are not split."),
    "service_split": Rule(1, "Larger premises are split by service first, then into the fewest parts."),
    "language_mixed": Rule(1, "One originary language a caseload."),
    "language_unsaid": Rule(1, "Languages with few teachers that join a caseload are named in a note."),
    "language_not_spoken": Rule(1, "A language that is not among the accompanist's is explained in a note."),
    "language_column_wrong": Rule(1, "`language` is that of the row's service."),
    "visit_teachers": Rule(2, "A visit has one teacher."),
    "visit_across_weeks": Rule(2, "A visit lies in one school week."),
    "visit_length_not_owed": Rule(2, "The lengths of the visits are those of the dose."),
    "not_school_day": Rule(2, "Visits and meetings fall on school days of every premises listed."),
    "premises_closed": Rule(2, "Visits and meetings avoid events at the premises."),
    "row_crosses_rest_day": Rule(2, "A row never crosses a weekend or a holiday."),
    "days_wrong": Rule(2, "`days` is end - start + 1."),
    "outside_year": Rule(2, "Activities lie in the year of the plan."),
    "kind_unknown": Rule(2, "A kind is one of the five."),
    "accompanist_twice": Rule(3, "An accompanist does one thing a day."),
    "day_taken_by_event": Rule(3, "Nothing is planned on days that an event takes from the accompanist."),
    "before_contract": Rule(3, "Nothing is planned before the accompanist's contract."),
    "several_accompanists": Rule(3, "Several accompanists share a joint meeting only."),
    "person_repeated": Rule(3, "A person is listed once in a row."),
    "activity_accompanist_unknown": Rule(3, "The accompanist of a row has a caseload in its UGEL."),
    "teacher_of_another": Rule(3, "The teachers of a row are those of its accompanists."),
    "visits_too_close": Rule(4, "Two visits to a teacher start far enough apart; never relaxed."),
    "meetings_too_close": Rule(4, "Two meetings of a kind start far enough apart, or the note names it."),
    "meeting_without_visit": Rule(
        4, "A visit to each teacher comes before the meeting, or the note names it."
    ),
    "uneven_halves": Rule(4, "No half of the year holds more than its share, or the note names it."),
    "contact_gap": Rule(
        4, "No long time without contact between first and last visit, or the note names it."
    ),
    "first_visit_late": Rule(4, "The first visit falls in the first school weeks, or the note names it."),
    "relaxation_out_of_order": Rule(4, "Assumptions are relaxed from the last to the first."),
    "meeting_not_one_day": Rule(5, "A meeting is one row of one day."),
    "meeting_empty": Rule(5, "A meeting has teachers."),
    "meeting_too_short": Rule(5, "A meeting lasts at least the hours of the norm."),
    "meeting_on_visit_day": Rule(5, "On the day of a meeting nobody visits any of its premises."),
    "shared_by_too_many": Rule(5, "A shared meeting has no more schools than its assumption allows."),
    "shared_by_large": Rule(5, "At most one school of a shared meeting is too large to share."),
    "shared_unsaid": Rule(5, "A shared meeting says so in its note."),
    "not_joint": Rule(5, "A joint meeting gathers all accompanied teachers of its premises, of all levels."),
    "joint_accompanists": Rule(5, "A joint meeting lists all accompanists of its teachers."),
    "crowded_not_alone": Rule(5, "Premises with several accompanists hold their joint meeting alone."),
    "network_not_allowed": Rule(
        5, "Only profiles that the norm names hold a joint meeting for several premises."
    ),
    "beyond_network": Rule(5, "A joint meeting of several caseloads joins no two networks."),
    "place_wrong": Rule(5, "Premises and services of a row are those of its teachers."),
    "lists_out_of_step": Rule(5, "Premises, COD_MOD and ANEXO are listed in step."),
    "workshop_place": Rule(6, "Workshops list no premises."),
    "workshop_teachers": Rule(6, "A workshop gathers all teachers of the caseload."),
    "workshop_not_working_day": Rule(
        6, "Workshops fall on school days or management weeks, in their period."
    ),
    "workshop_days_differ": Rule(6, "A workshop has the same days for all of a UGEL and family."),
    "workshop_across_weeks": Rule(6, "A row of a workshop lies in one week."),
    "workshop_cut": Rule(6, "A workshop is not cut inside a week without need."),
    "workshop_in_parts": Rule(6, "A workshop is one row where some week is long enough."),
    "hours_wrong": Rule(6, "A workshop day has `horas_taller_dia`; a visit names no hours."),
    "own_workshop_teachers": Rule(7, "An own workshop lists no teachers."),
    "dose_times": Rule(8, "Placed and missing times add up to the dose."),
    "dose_days": Rule(8, "Placed and missing days add up to the dose."),
    "unplaced_repeated": Rule(8, "What is missing stands once by teacher and kind."),
    "unplaced_unknown": Rule(8, "What is missing concerns a teacher of the accompanist and a kind."),
    "reason_without_arithmetic": Rule(
        8, "A reason is one fact that says what is needed and what is available."
    ),
    "reason_proves_nothing": Rule(8, "More is needed than there is."),
    "reason_untrue": Rule(8, "The arithmetic of a reason holds when computed anew."),
    "missing_has_room": Rule(8, "What is missing cannot simply be added."),
    "activity_repeated": Rule(9, "An activity's id is unique."),
    "number_wrong": Rule(9, "A number lies between 1 and what is owed."),
    "numeral_wrong": Rule(9, "`numeral` is that of the dose."),
    "numbers_not_by_date": Rule(9, "Numbers follow the dates."),
    "trip_of_several": Rule(9, "A trip belongs to one accompanist."),
    "trip_broken": Rule(9, "The activities of a trip follow each other from weekday to weekday."),
    "base_wrong": Rule(9, "The base is the home, or the school with the least weighted kilometres."),
    "base_differs": Rule(9, "A caseload has one base."),
    "past_changed": Rule(9, "What started before the day of replanning stays as it was."),
    "change_repeated": Rule(9, "A difference is listed once."),
    "change_wrong": Rule(9, "A listed difference is one, and is named rightly."),
    "change_dates_wrong": Rule(9, "The dates of a difference are those of both plans."),
    "change_without_reason": Rule(9, "A difference has a reason."),
    "change_unlisted": Rule(9, "Every difference is listed."),
}
