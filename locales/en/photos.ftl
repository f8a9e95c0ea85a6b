# The one sentence for a photo that can't be taken: why, and what to do.

photo-too-large = This photo is larger than { $most-megabytes } MB. Please send it again, not as the original file.
photo-not-a-picture = This file is not a photo, so I didn't take it. Please send a picture (JPEG, PNG, WebP or GIF).
photo-heic = This is an Apple HEIC file, which I can't open. Please send it from the gallery as a photo, not as a file.
photo-broken = This photo is incomplete and can't be opened. Please send it again.
photo-too-many-pixels = This photo has too many pixels. Please send it again, not as the original file, or send a screenshot of it.
photo-unfetched = This photo didn't reach me. Please send it again.
photo-unkept = This photo couldn't be saved. That is a problem on my side, not yours. Please send it again in a few minutes.
photo-lost = { $count ->
    [one] One photo can't be found any more and is left out.
   *[other] { $count } photos can't be found any more and are left out.
}
