locals {
  workers = {
    activity = {
      image   = var.images.activity
      program = ["/app/ActivityWorker"]
      activities = {
        find-flight    = { slots = 10 }
        find-airport   = { slots = 20 }
        read-tariff    = { slots = 20 }
        appraise-claim = { slots = 20 }
      }
      environment = {
        Flights__Path                          = var.flights_path
        Activities__read_tariff__Handler__Kind = "Http"
        Activities__read_tariff__Handler__Url  = var.tariff_url
      }
    }

    # Letters and the desk's notes may wait for a task to start.
    callback = {
      image     = var.images.callback
      program   = ["/app/CallbackWorker"]
      queues    = { write-letter = { slots = 20 }, tell-customer-desk = { slots = 20 } }
      min_tasks = 0
    }

    job = {
      image      = var.images.job
      program    = ["/app/JobWorker"]
      queues     = { assess-route = { slots = 4, task_tokens = false } }
      answers_at = local.reply_prefix
    }

    approval = {
      image         = var.images.approval
      program       = ["/app/ApprovalWorker"]
      activities    = { approve-request = { slots = 4 } }
      records       = true
      environment   = module.approvals.environment
      secrets       = { Inbox__SigningKey = var.inbox_key_arn }
      permissions   = module.approvals.permissions
      load_balancer = module.approvals.load_balancer
    }

    dispatch = {
      image         = var.images.dispatch
      program       = ["/app/DispatchWorker"]
      queues        = { nudges = { slots = 50, task_tokens = false } }
      records       = true
      secrets       = { Dispatch__pay_claim__Secret = var.payment_secret_arn }
      load_balancer = local.callback_load_balancer
      environment = {
        Dispatch__pay_claim__ActivityArn     = local.pay_claim_arn
        Dispatch__pay_claim__WebhookUrl      = var.payment_webhook_url
        Dispatch__pay_claim__DeadlineSeconds = tostring(local.payment_seconds)
        Callbacks__Url                       = "http://0.0.0.0:8081"
        Callbacks__PublicUrl                 = "https://${var.callback_host_name}"
      }
      permissions = {
        TakeWhatIsDispatched = { actions = ["states:GetActivityTask"], resources = [local.pay_claim_arn] }

        # These actions know no resources.
        ReportForProcessors = {
          actions   = ["states:SendTaskFailure", "states:SendTaskHeartbeat", "states:SendTaskSuccess"]
          resources = ["*"]
        }
      }
    }
  }
}
