"""What several tests share, by subject.

What belongs here: what tests of more than one folder use. `cases` are counties about one thing each;
`counties` are all counties of a comparison with the oracle; `landing` writes what they file as landing rows,
`expected` says which rows the marts must have, `coverage` which kinds of case a set of counties holds. `dbt`
builds the project on a warehouse; `once` lets test processes share what one of them made. What does not:
tests, and the fixtures of one folder.
"""
