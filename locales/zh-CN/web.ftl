# 网页聊天：页面上的字。其余的话由各自的文件负责。

web-title = 义动
web-tagline = 志愿服务填报
web-log = 对话
web-input = 输入消息
web-skip = 跳到输入框

web-send = 发送
web-add-photos = 添加照片
web-photo = 照片
web-photo-of = 照片 { $number }
web-remove-photo = 移除照片 { $name }
web-drop-here = 松手即可添加照片
web-close = 关闭
web-open-original = 打开原图
web-download = 下载 { $name }
web-earlier = 查看更早的消息
web-kept = 对话只保留最近 { $days } 天。报过的活动和时数一直都在。
web-new-lines = 有新消息

web-start = 开始
web-welcome = 您好，这里是义动
web-welcome-more = 填报活动、查看时数，在这里聊几句就好。

web-hint-words = 输入消息
web-hint-number = 请输入数字
web-hint-choice = 点上面的选项，或输入序号
web-hint-photos = 请发送照片
web-keyboard-words = 切换到文字键盘
web-keyboard-numbers = 切换到数字键盘

web-sending = 正在发送
web-sent-by-you = 您
web-sent-by-bot = 义动
web-writing = 义动正在回复
web-not-sent = 没有发出去
web-try-again = 重新发送
web-discard = 删除
web-too-long = 内容太长，请分成几条发送
web-attach-too-large = “{ $name }”超过 { $megabytes } MB，没有添加
web-attach-too-many = 一次最多发送 { $count } 张照片
web-attach-batch-too-large = 这些照片一共超过 { $megabytes } MB，请分几次发送
web-photo-lost = { $name }（没有存下来）
web-attach-not-photo = “{ $name }”不是照片，没有添加

web-offline = 网络已断开，恢复后会自动继续
web-reconnecting = 正在重新连接…
web-gone-line = 这个链接已失效，请向您的组织索取新链接
web-noscript = 请在浏览器设置中打开 JavaScript，再刷新本页。

web-away = 系统正在恢复，请过一会儿再打开。

web-gone-title = 这个链接打不开了
web-gone-text = 链接可能已经更换，或没有复制完整。请向您的组织索取新链接。

web-nowhere-title = 这里没有网页
web-nowhere-text = 网址可能打错了，或没有复制完整。请重新点开您自己的链接，或组织发给您的邀请链接；都找不到的话，请向您的组织索取新链接。

web-demo-title = 义动演示
web-demo-intro = 三部手机，一个时钟：拨快时间，看提醒和周报送到谁手里。
web-demo-now = 演示时间
web-demo-next = { $what }（{ $moment }）
web-demo-next-hint = 跳到下一件到期的事
web-demo-nothing-due = 暂无到期的事
web-demo-hour = +1 小时
web-demo-day = +1 天
web-demo-restart = 重新开始
web-demo-restart-sure = 重新开始会清空演示中的全部内容，确定吗？
web-demo-phones = 三部手机
web-demo-open = 单独打开
web-demo-fault = 没有成功，请再试一次

web-join-title = 邀请您加入义动
web-join-invited = { $place }邀请您成为{ $role }。
web-join-until = 邀请有效期到 { $day }
web-join-name = 您的姓名
web-join-name-hint = 用在名单和服务记录上，请填真实姓名。
web-join-consent-volunteer = 加入即同意：义动保存您的姓名、参加的活动和服务时数，用来记录志愿服务；只有本队负责人和上级组织能看到，不对外公开。您随时可以点“我的时数”查看，有误请负责人更正，不想再参加也请告诉负责人。未满 14 周岁的，请由监护人同意后填写。
web-join-consent-leader = 加入即同意：义动保存您的姓名、您的填报和操作记录，上级组织能看到，不对外公开。有误可以自己改，也可以请上级组织更正。
web-join-consent-organizer = 加入即同意：义动保存您的姓名和操作记录，上级组织能看到，不对外公开。您会看到下级组织和志愿者的信息，请只用于志愿服务工作。
web-join-agree = 同意并加入
web-join-known = 我已经在用义动
web-join-known-text = 不用重新加入。把下面这一行发到您和义动的对话里就可以：
web-join-back-title = 欢迎回到义动
web-join-returning = { $name }，这个链接只能用一次，请用您自己的手机打开。
web-join-return = 进入义动
web-join-bad-title = 这个邀请打不开了
web-join-bad-text = 邀请可能已经过期、用完或被收回，也可能链接没有复制完整。请向组织再要一个。
