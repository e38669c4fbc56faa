"""The pages for people who look: a folder of plain HTML made from the published file.

It opens from the disk, without a server, a network or anything from elsewhere. What a report says is only ever text
here: templates escape it, the script never writes markup, and the pages forbid every other script.
"""
