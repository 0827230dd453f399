"""Is the installation well? Each thing that is looked at gives symptoms, each with what to do about it.

    symptom.py      the noun
    examining.py    what is looked at on this machine
    dialogue.py     the same for the office, in a chat

What platforms say of their tokens is asked by whoever knows the platforms (bot/commands/doctor.py).
"""
