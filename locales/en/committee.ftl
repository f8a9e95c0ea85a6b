# An organizer's day: campaigns, reviews, exports.
command-campaigns = Campaigns
    .typed = campaigns
command-reports = Review reports
    .typed = reports,review
command-export = Export tables
    .typed = export,tables
