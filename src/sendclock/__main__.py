"""`python -m sendclock`."""

from sendclock.main import run

if __name__ == "__main__":
    run()
