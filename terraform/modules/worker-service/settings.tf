# The worker's settings, from the same times that made its queues and state machines.

locals {
  # A shell cannot export a dash, and the runtime takes an underscore for it.
  activity_settings = merge([
    for name, activity in var.activities : {
      for setting, value in {
        ActivityArn        = activity.arn
        Slots              = activity.slots
        MaxPolls           = activity.max_polls
        HeartbeatSeconds   = activity.times.heartbeat_seconds
        MaxDurationSeconds = activity.times.longest_job_seconds
      } : "Activities__${replace(name, "-", "_")}__${setting}" => tostring(value) if value != null
    }
  ]...)

  queue_settings = merge([
    for name, queue in var.queues : {
      for setting, value in {
        QueueUrl                 = queue.url
        Slots                    = queue.slots
        MaxPolls                 = queue.max_polls
        VisibilityTimeoutSeconds = queue.times.detection_seconds
        HeartbeatSeconds         = queue.times.heartbeat_seconds
        MaxDurationSeconds       = queue.times.longest_job_seconds
      } : "Queues__${replace(name, "-", "_")}__${setting}" => tostring(value) if value != null
    }
  ]...)

  # A message without a token has no task that could be failed.
  dead_letters         = { for name, queue in var.queues : name => queue if queue.task_tokens && queue.handle_dead_letters }
  dead_letter_settings = { for name, queue in local.dead_letters : "DeadLetters__${replace(name, "-", "_")}_dead__QueueUrl" => queue.dead_letters_url }

  settings = merge(
    local.activity_settings,
    local.queue_settings,
    local.dead_letter_settings,
    { TaskProtection__Enabled = tostring(local.outlasts_stop) },
  )
}
