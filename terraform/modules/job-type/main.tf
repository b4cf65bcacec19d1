# No resources: what follows from a job's inputs, for state machine, queue and container alike.

locals {
  is_queue     = var.source_kind == "queue"
  longest_wait = coalesce(var.longest_wait_seconds, max(900, 10 * var.acceptable_latency_seconds, var.acceptable_latency_seconds + var.start_up_seconds))

  # The clocks of a queue-fed state start when the message is sent, those of an activity when a worker takes the task.
  heartbeat = coalesce(var.heartbeat_seconds, local.is_queue ? local.longest_wait + var.detection_seconds : var.detection_seconds)

  # A queue-fed state also covers one dead worker: its run, and what it takes to notice.
  timeout = (
    local.is_queue
    ? max(local.heartbeat, local.longest_wait + var.detection_seconds) + 2 * var.longest_job_seconds
    : max(var.longest_job_seconds + var.detection_seconds, 2 * local.heartbeat)
  )

  # Four days are usual; the message of a job that runs longest and dies each time must still get to the dead-letter queue.
  retention = max(345600, min(1209600, local.longest_wait + var.max_receive_count * (var.longest_job_seconds + var.detection_seconds)))
}
