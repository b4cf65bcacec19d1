# Services at zero are set to one, and only those: DesiredCount = 1 would be a scale-in for others. That is done before each state that hands out a job,
# and not once at the start: the state may come days later. Whatever goes wrong here, the execution goes on, since the service's own
# alarm wakes it, too, only later; so it is for jobs that a state hands out anew by its Retry, between whose attempts no other state can be.

locals {
  # The machine and those inside it: a state is in a branch of a branch, or in a map's processor in one, and so on.
  machines_0 = [local.decoded]
  machines_1 = flatten([for machine in local.machines_0 : [for state in values(machine.States) : concat(try(state.Branches, []), try([state.ItemProcessor], []), try([state.Iterator], []))]])
  machines_2 = flatten([for machine in local.machines_1 : [for state in values(machine.States) : concat(try(state.Branches, []), try([state.ItemProcessor], []), try([state.Iterator], []))]])
  machines_3 = flatten([for machine in local.machines_2 : [for state in values(machine.States) : concat(try(state.Branches, []), try([state.ItemProcessor], []), try([state.Iterator], []))]])
  machines_4 = flatten([for machine in local.machines_3 : [for state in values(machine.States) : concat(try(state.Branches, []), try([state.ItemProcessor], []), try([state.Iterator], []))]])

  # What hands out jobs, and the services that it does so for. Of an event nobody sees in the state whose queue it goes to.
  sources = concat([for activity in values(var.activities) : activity.arn], [for queue in values(var.queues) : queue.url])
  feeders = length(var.wake) == 0 ? {} : {
    for name, state in merge([for machine in concat(local.machines_0, local.machines_1, local.machines_2, local.machines_3, local.machines_4) : machine.States]...) : name => {
      text = jsonencode(state)
      services = [
        for service in sort(keys(var.wake)) : service if strcontains(try(state.Resource, ""), ":events:putEvents")
        ? var.wake[service].sources == null || length(setintersection(coalesce(var.wake[service].sources, []), local.sources)) == 0
        : anytrue([for source in coalesce(var.wake[service].sources, local.sources) : strcontains(jsonencode([try(state.Resource, ""), try(state.Parameters.QueueUrl, state.Arguments.QueueUrl, "")]), jsonencode(source))])
      ]
    } if try(state.Type, "") == "Task"
  }
  woken = { for name, feeder in local.feeders : name => feeder if length(feeder.services) > 0 }

  wake_retry = [{
    # One is enough where ECS throttles, because many executions look at once: one of them has woken the service.
    ErrorEquals     = ["States.TaskFailed"]
    IntervalSeconds = 1
    MaxAttempts     = 1
    JitterStrategy  = "FULL"
  }]

  wakes = {
    for state, feeder in local.woken : state => {
      Type       = "Parallel"
      ResultPath = null
      Next       = state
      Branches = [for name in feeder.services : {
        StartAt = "Look at ${name} for ${state}"
        States = {
          "Look at ${name} for ${state}" = {
            Type           = "Task"
            Resource       = "arn:${data.aws_partition.this.partition}:states:::aws-sdk:ecs:describeServices"
            Parameters     = { Cluster = var.wake[name].cluster_arn, Services = [var.wake[name].service_name] }
            ResultSelector = { "desired.$" = "$.Services[0].DesiredCount" }
            TimeoutSeconds = 30
            Retry          = local.wake_retry
            Catch          = [{ ErrorEquals = ["States.ALL"], Next = "Leave ${name} to ${state}" }]
            Next           = "Is ${name} at zero for ${state}"
          }
          "Is ${name} at zero for ${state}" = {
            Type    = "Choice"
            Choices = [{ Variable = "$.desired", NumericEquals = 0, Next = "Start ${name} for ${state}" }]
            Default = "Leave ${name} to ${state}"
          }
          "Start ${name} for ${state}" = {
            Type           = "Task"
            Resource       = "arn:${data.aws_partition.this.partition}:states:::aws-sdk:ecs:updateService"
            Parameters     = { Cluster = var.wake[name].cluster_arn, Service = var.wake[name].service_name, DesiredCount = 1 }
            ResultPath     = null
            TimeoutSeconds = 30
            Retry          = local.wake_retry
            Catch          = [{ ErrorEquals = ["States.ALL"], Next = "Leave ${name} to ${state}" }]
            Next           = "Leave ${name} to ${state}"
          }
          "Leave ${name} to ${state}" = {
            Type = "Succeed"
          }
        }
      }]
    }
  }

  # The definition as JSON, cut into strings and what is between them: a state comes behind its wake, and whoever went to the state goes to the wake.
  # Depth does not matter so, which expressions cannot follow.
  token    = "\"(?:[^\"\\\\]|\\\\.)*\"|[^\"]+"
  tokens   = length(local.woken) == 0 ? [] : regexall(local.token, jsonencode(local.decoded))
  by_token = { for name, feeder in local.woken : jsonencode(name) => { wake = "Wake for ${name}", name = name, text = ":${feeder.text}" } }
  definition = length(local.woken) == 0 ? local.rendered : join("", [
    for index, token in local.tokens : !contains(keys(local.by_token), token) ? token
    : contains(["\"Next\":", "\"Default\":", "\"StartAt\":"], try("${local.tokens[index - 2]}${local.tokens[index - 1]}", ""))
    ? jsonencode(local.by_token[token].wake)
    : startswith(join("", slice(local.tokens, index + 1, min(length(local.tokens), index + 2 + length(regexall(local.token, local.by_token[token].text))))), local.by_token[token].text)
    ? "${jsonencode(local.by_token[token].wake)}:${jsonencode(local.wakes[local.by_token[token].name])},${token}"
    : token
  ])
}
