"""Pusaq's core: from a norm and a registry to a year that obeys the norm.

Plain Python without framework, database, clock or network. Each package stands alone
(`norms`, `planning`, `timetable`, `checking`); `yearplan` puts them together, `io` reads
and writes files, `cli` speaks Spanish.
"""
