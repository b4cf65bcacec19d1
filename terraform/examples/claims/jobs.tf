# What is known of each job; all times follow from it.

locals {
  activities = {
    find-flight     = { job_seconds = 0.1, longest_job_seconds = 30 }
    find-airport    = { job_seconds = 0.1, longest_job_seconds = 30 }
    read-tariff     = { job_seconds = 0.5, longest_job_seconds = 60 }
    appraise-claim  = { job_seconds = 0.1, longest_job_seconds = 30 }
    approve-request = { job_seconds = 1, longest_job_seconds = 60 }

    # Its job is the provider's: the dispatcher holds the task meanwhile, and an outage of it is not to be noticed at once.
    pay-claim = { job_seconds = 60, longest_job_seconds = local.payment_seconds, detection_seconds = 120 }
  }

  queues = {
    write-letter       = { job_seconds = 1, longest_job_seconds = 60 }
    tell-customer-desk = { job_seconds = 1, longest_job_seconds = 60, event = { source = "flight-delay-claims", detail_type = "Claim Settled" } }
    assess-route       = { job_seconds = 60, longest_job_seconds = 1800, acceptable_latency_seconds = 300 }

    # Each nudge polls the activity three times, up to a minute each.
    nudges = { job_seconds = 5, longest_job_seconds = 200 }
  }
}
