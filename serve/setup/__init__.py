"""From a bare Python to everything that the shop needs: environment, browser for the tests, models, indexes."""
