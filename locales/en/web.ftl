# The web chat: the words of the page itself.

web-title = Yidong
web-tagline = Volunteer reports
web-log = Conversation
web-input = Message
web-skip = Go to the message box

web-send = Send
web-add-photos = Add photos
web-photo = Photo
web-photo-of = Photo { $number }
web-remove-photo = Remove photo { $name }
web-drop-here = Drop to add the photos
web-close = Close
web-open-original = Open full size
web-download = Download { $name }
web-earlier = Earlier messages
web-kept = Messages are kept for { $days } days. What was reported stays, and so do the hours.
web-new-lines = New messages

web-start = Start
web-welcome = Hello, this is Yidong
web-welcome-more = Report activities and check your hours here, in a short chat.

web-hint-words = Message
web-hint-number = Type a number
web-hint-choice = Pick, or type a number
web-hint-photos = Send photos
web-keyboard-words = Use the letter keyboard
web-keyboard-numbers = Use the number keyboard

web-sending = Sending
web-sent-by-you = You
web-sent-by-bot = Yidong
web-writing = Yidong is replying
web-not-sent = Not sent
web-try-again = Try again
web-discard = Delete
web-too-long = This is too long. Please send it in parts.
web-attach-too-large = “{ $name }” is over { $megabytes } MB and was left out
web-attach-too-many = At most { $count } photos at a time
web-attach-batch-too-large = These photos are over { $megabytes } MB together; please send them in several messages
web-photo-lost = { $name } (not kept)
web-attach-not-photo = “{ $name }” is not a photo and was left out

web-offline = You are offline. The chat carries on by itself when you are back.
web-reconnecting = Reconnecting…
web-gone-line = This link no longer works. Please ask your organisation for a new one.
web-noscript = Please allow JavaScript in your browser, then reload this page.

web-away = The system is recovering; please open this page again in a moment.

web-gone-title = This link does not work
web-gone-text = It may have been replaced, or not copied in full. Please ask your organisation for a new one.

web-nowhere-title = There is no page here
web-nowhere-text = The address may be mistyped, or not copied in full. Please open your own link again, or the invitation your organisation sent you; if you can find neither, ask your organisation for a new link.

web-demo-title = Yidong demo
web-demo-intro = Three phones, one clock: move the time on and see who gets which reminder.
web-demo-now = Demo time
web-demo-next = { $what } ({ $moment })
web-demo-next-hint = Go to the next thing that is due
web-demo-nothing-due = Nothing is due
web-demo-hour = +1 hour
web-demo-day = +1 day
web-demo-restart = Start over
web-demo-restart-sure = Starting over clears everything in the demo. Go ahead?
web-demo-phones = Three phones
web-demo-open = Open on its own
web-demo-fault = That did not work. Please try again.

web-join-title = You are invited to Yidong
web-join-invited = { $place } invites you. Your role: { $role }.
web-join-until = Valid until { $day }
web-join-name = Your name
web-join-name-hint = Used on lists and service records; please give your real name.
web-join-consent-volunteer = By joining you agree that Yidong keeps your name, the activities you take part in and your service hours, to record your service. Only your team's leaders and the committees above see them; they are not made public. You can look them up at any time under “My hours”; if something is wrong, or you want to leave, tell your team's leader. If you are under 14, a guardian has to agree first.
web-join-consent-leader = By joining you agree that Yidong keeps your name, your reports and a record of what you do. The committees above see them; they are not made public. You can correct them yourself or ask the committee to.
web-join-consent-organizer = By joining you agree that Yidong keeps your name and a record of what you do. The committees above see them; they are not made public. You will see data of organisations and volunteers below: please use it for volunteer work only.
web-join-agree = I agree, join
web-join-known = I am already in Yidong
web-join-known-text = No need to join again. Send this line in your chat with Yidong:
web-join-back-title = Welcome back to Yidong
web-join-returning = { $name }, this link works once; please open it on your own phone.
web-join-return = Go in
web-join-bad-title = This invitation does not work
web-join-bad-text = It may have expired, been used up or taken back, or not been copied in full. Please ask your organisation for a new one.
