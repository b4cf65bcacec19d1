mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  region              = "eu-central-1"
  vpc_id              = "vpc-1"
  subnet_ids          = ["subnet-1", "subnet-2"]
  tariff_url          = "https://tariff.example.com/tariff"
  payment_webhook_url = "https://pay.example.com/payments"
  payment_secret_arn  = "arn:aws:ssm:eu-central-1:111122223333:parameter/claims/payment-secret"
  inbox_key_arn       = "arn:aws:ssm:eu-central-1:111122223333:parameter/claims/inbox-key"
  inbox_host_name     = "approvals.example.com"
  callback_host_name  = "callbacks.example.com"
  manager_emails      = ["manager@example.com"]

  images = {
    activity = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/workers/activity@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    approval = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/workers/approval@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    callback = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/workers/callback@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    dispatch = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/workers/dispatch@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    job      = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/workers/job@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    run_once = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/workers/run-once@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }

  load_balancer = {
    arn               = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/people/1"
    listener_arn      = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:listener/app/people/1/2"
    security_group_id = "sg-2"
  }

  oidc = {
    issuer                 = "https://login.example.com"
    authorization_endpoint = "https://login.example.com/authorize"
    token_endpoint         = "https://login.example.com/token"
    user_info_endpoint     = "https://login.example.com/userinfo"
    client_id              = "inbox"
    client_secret          = "not-a-secret"
  }
}

run "everything_is_planned" {
  command = plan

  assert {
    condition     = length(output.machines) == 8
    error_message = "A state machine is missing."
  }

  assert {
    condition     = jsondecode(module.fleet.definitions["flight-delay-claims"]).States.Tell.Branches[0].StartAt == "Wake for WriteLetter"
    error_message = "The letters' worker is not woken."
  }

  # The claims machine waits for the others, each of which tells its own failure first.
  assert {
    condition = alltrue([
      for name, seconds in {
        flight-delay-claims = 86400 * 3
        assess-route        = 86400
      } : jsondecode(module.fleet.definitions[name]).TimeoutSeconds > seconds
    ])
    error_message = "A machine gives up before those that it waits for."
  }
}
