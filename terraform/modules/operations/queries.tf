# Saved queries over the workers' logs, which are JSON with the job in their scopes.

locals {
  log_group_names = sort([for service in var.services : service.log_group_name])

  job = <<-QUERY
    parse @message '"Execution":"*"' as execution
    | parse @message '"JobId":"*"' as job
    | parse @message '"State":"*"' as state
  QUERY

  queries = length(local.log_group_names) == 0 ? {} : {
    "one-execution" = <<-QUERY
      fields @timestamp, @log, LogLevel, Message
      | ${trimspace(local.job)}
      | filter execution like /replace this by the name of the execution/
      | sort @timestamp asc
      | limit 1000
    QUERY

    "failures-by-source" = <<-QUERY
      fields @timestamp, Message
      | parse @message '"Source":"*"' as source
      | filter LogLevel in ["Error", "Critical"]
      | stats count(*) as times, latest(@timestamp) as last by source, Category, Message
      | sort times desc
      | limit 100
    QUERY

    "lost-leases" = <<-QUERY
      fields @timestamp, @log, Message
      | ${trimspace(local.job)}
      | filter Message like /[(](TaskLost|MessageLost|Superseded)[)]/
      | sort @timestamp desc
      | limit 200
    QUERY

    "dead-letters" = <<-QUERY
      fields @timestamp, @log, LogLevel, Message
      | filter Category like /DeadLetters/
      | sort @timestamp desc
      | limit 200
    QUERY

    "starts-and-stops" = <<-QUERY
      fields @timestamp, @logStream, LogLevel, Message
      | filter Category like /WorkerService|CoherenceCheck|Hosting.Lifetime/ or Message like /stopped[.]/
      | sort @timestamp desc
      | limit 200
    QUERY
  }
}

resource "aws_cloudwatch_query_definition" "this" {
  for_each = local.queries

  name            = "${var.name}/${each.key}"
  log_group_names = local.log_group_names
  query_string    = each.value
}
