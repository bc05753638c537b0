"""The base page, the components and their gallery, and what every page declares of itself. Knows no room."""
