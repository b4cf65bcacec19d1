# Services at zero are set to one, and only those: DesiredCount = 1 would be a scale-in for others. Whatever goes wrong here, the execution goes on, since
# the service's own alarm wakes it, too, only later.

locals {
  wake_names = sort(keys(var.wake))

  wake_retry = [{
    ErrorEquals     = ["States.TaskFailed"]
    IntervalSeconds = 1
    BackoffRate     = 2
    MaxAttempts     = 3
    JitterStrategy  = "FULL"
  }]

  wake = {
    Type       = "Parallel"
    ResultPath = null
    Next       = local.decoded.StartAt
    Branches = [for name in local.wake_names : {
      StartAt = "Look at ${name}"
      States = {
        "Look at ${name}" = {
          Type           = "Task"
          Resource       = "arn:${data.aws_partition.this.partition}:states:::aws-sdk:ecs:describeServices"
          Parameters     = { Cluster = var.wake[name].cluster_arn, Services = [var.wake[name].service_name] }
          ResultSelector = { "desired.$" = "$.Services[0].DesiredCount" }
          TimeoutSeconds = 30
          Retry          = local.wake_retry
          Catch          = [{ ErrorEquals = ["States.ALL"], Next = "${name} is left alone" }]
          Next           = "Is ${name} at zero"
        }
        "Is ${name} at zero" = {
          Type    = "Choice"
          Choices = [{ Variable = "$.desired", NumericEquals = 0, Next = "Start ${name}" }]
          Default = "${name} is left alone"
        }
        "Start ${name}" = {
          Type           = "Task"
          Resource       = "arn:${data.aws_partition.this.partition}:states:::aws-sdk:ecs:updateService"
          Parameters     = { Cluster = var.wake[name].cluster_arn, Service = var.wake[name].service_name, DesiredCount = 1 }
          ResultPath     = null
          TimeoutSeconds = 30
          Retry          = local.wake_retry
          Catch          = [{ ErrorEquals = ["States.ALL"], Next = "${name} is left alone" }]
          Next           = "${name} is left alone"
        }
        "${name} is left alone" = {
          Type = "Succeed"
        }
      }
    }]
  }
}
