"""Sends a mail with nothing but the standard library, and prints what the server refused.

Usage: smtp_client.py PORT
"""

import email.message
import smtplib
import sys

message = email.message.EmailMessage()
message["From"] = "Wächter <watch@callwatch.example>"
message["To"] = "duty@callwatch.example"
message["Subject"] = "Schlange: 21 Anrufer, längste Wartezeit 2m 20s (Zugangsnummer 1, Frühschicht)"
message.set_content("Übersicht\n.dot at the start\n..two of them\n= equals\n")
message.add_alternative("<p>Übersicht</p>", subtype="html")

with smtplib.SMTP("127.0.0.1", int(sys.argv[1]), timeout=20) as server:
    server.send_message(message)
    # The same connection takes another one.
    server.sendmail("", ["a@callwatch.example", "b@callwatch.example"], "Subject: bare\r\n\r\nplain\r\n.\r\n..\r\n")
    try:
        server.sendmail("a@callwatch.example", ["b@callwatch.example"], b"x" * 70 + b"\r\n" + b"y\r\n" * 600_000)
    except smtplib.SMTPResponseException as error:
        print("refused", error.smtp_code)
    except smtplib.SMTPRecipientsRefused as error:
        print("refused", error.recipients)
    server.rset()
    server.noop()
print("done")
