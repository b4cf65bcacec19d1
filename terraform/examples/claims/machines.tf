# One machine for each pattern, and the work order, which starts them all.

locals {
  day = 86400

  machines = {
    assess-route-loop = {
      definition                = "${local.patterns}/job-poller/loop.asl.json"
      jobs                      = { "" = "assess-route" }
      reply_queues              = { prefix = local.reply_prefix, reads_only = true }
      variables                 = { quiet_look_seconds = "60", looks_per_loop = "500" }
      execution_timeout_seconds = local.day
    }

    assess-route = {
      definition                = "${local.patterns}/job-poller/definition.asl.json"
      queues                    = { job = "assess-route" }
      machines                  = { loop = "assess-route-loop" }
      reply_queues              = { prefix = local.reply_prefix, makes_only = true }
      variables                 = { first_look_seconds = "5" }
      execution_timeout_seconds = local.day + 600
    }

    approve-claim = {
      definition = "${local.patterns}/approval/definition.asl.json"
      activities = { approve = "approve-request" }
      variables = {
        approve_decision_seconds = tostring(local.approval_seconds)
        approve_token_seconds    = "3600"
        approve_token_renewals   = tostring(ceil(local.approval_seconds / 3600))
      }
      execution_timeout_seconds = local.approval_seconds + 3600
    }

    pay-claim-dispatch = {
      definition                = "${local.patterns}/push/dispatch.asl.json"
      activities                = { "" = "pay-claim" }
      queues                    = { nudge = "nudges" }
      variables                 = { activity_name = "pay-claim", processor_retries = "2" }
      execution_timeout_seconds = 6 * local.payment_seconds
    }

    pay-claim = {
      definition                = "${local.patterns}/push/definition.asl.json"
      machines                  = { dispatch = "pay-claim-dispatch" }
      execution_timeout_seconds = 6 * local.payment_seconds + 600
    }

    post-to-ledger = {
      definition                = "${local.patterns}/run-once/definition.asl.json"
      task                      = "post-to-ledger"
      variables                 = { timeout_seconds = "600" }
      execution_timeout_seconds = 7200
    }

    tell-customer-desk = {
      definition                = "${local.patterns}/callback-eventbridge/definition.asl.json"
      jobs                      = { "" = "tell-customer-desk" }
      event                     = "tell-customer-desk"
      execution_timeout_seconds = local.day
    }

    flight-delay-claims = {
      definition = "${local.patterns}/claims/definition.asl.json"
      activities = {
        find_flight  = "find-flight"
        find_airport = "find-airport"
        read_tariff  = "read-tariff"
        appraise     = "appraise-claim"
      }
      jobs   = { collect = "read-tariff" }
      queues = { letter = "write-letter" }
      machines = {
        assess  = "assess-route"
        approve = "approve-claim"
        pay     = "pay-claim"
        ledger  = "post-to-ledger"
        desk    = "tell-customer-desk"
      }
      variables = { approval_from_amount = tostring(var.approval_from_amount) }
    }
  }
}
