"""The report: a release's verdicts, and what they rest on, as pages for a browser.

What belongs here: reading a release's public tables and drawing them: no server, no request to anywhere.
What does not: any figure a release does not hold. Of other packages it uses only how the trace writes a
formula and a number.
"""
