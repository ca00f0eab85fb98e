"""`python -m sendclock`."""

from sendclock.cli.main import run

if __name__ == "__main__":
    run()
