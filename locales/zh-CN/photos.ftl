# 照片收不下时的一句话：说清原因，再说怎么办。

photo-too-large = 这张照片超过 { $most-megabytes } MB，收不下。请不要勾选“原图”，再发一次。
photo-not-a-picture = 这个文件不是照片，没有收。请发手机相册里的图片（JPEG、PNG、WebP 或 GIF）。
photo-heic = 这是苹果的 HEIC 文件，我打不开。请从相册里按“照片”发送，不要按“文件”发送。
photo-broken = 这张照片不完整，打不开。请再发一次。
photo-too-many-pixels = 这张照片的尺寸太大，收不下。请不要勾选“原图”，或者截图后再发。
photo-unfetched = 这张照片没有收到。请再发一次。
photo-unkept = 这张照片没能保存，是我这边出了问题，不是您的操作有误。请过几分钟再发。
photo-lost = 有 { $count } 张照片已经找不到了，没有附上。
