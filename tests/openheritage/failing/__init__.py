"""The site as in production, with views and jobs that fail and name a person.

Who that is, is told by each request; to the jobs, by the environment.
"""
