"""The pages of the board: decisions and what became of them; meetings and votes."""
