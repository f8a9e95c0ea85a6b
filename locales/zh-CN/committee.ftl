# 组织管理员的日常：行动、审核、导出。
command-campaigns = 行动
    .typed = 行动,活动通知
command-reports = 审核填报
    .typed = 审核,填报列表
command-export = 导出表格
    .typed = 导出,表格
