"""Several plans in one installation: each an installation of its own that shares a process and its doors.

    bindings      who asks which: workspace, channel, tenant, conversation, host → plans (a table people keep)
    own_settings  what is set for a plan alone
    opened        plans that are open in this process, so many at most
    cities        a topic over the plans that may be compared

What stands below (bot, memory, desks, surfaces) is made anew for each plan and knows of one alone.
"""
