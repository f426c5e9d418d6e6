"""All right answers, as a class hands them in: `make verdicts`."""
