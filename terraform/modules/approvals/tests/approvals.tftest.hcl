mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  vpc_id    = "vpc-1"
  host_name = "approvals.example.com"

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

run "everybody_signs_in" {
  command = plan

  assert {
    condition     = [for one in aws_lb_listener_rule.inbox.action : one.type] == ["authenticate-oidc", "forward"]
    error_message = "The inbox is reached without signing in."
  }

  assert {
    condition     = aws_lb_listener_rule.inbox.action[0].authenticate_oidc[0].on_unauthenticated_request == "authenticate"
    error_message = "Whoever is not signed in is let in."
  }

  assert {
    condition     = length(aws_lb_listener_rule.links) == 0 && output.environment.Notifications__Links == "false"
    error_message = "Links go past the sign-in without being asked for."
  }

  assert {
    condition     = output.environment.Identity__SignerArn == var.load_balancer.arn && output.environment.Identity__PublicKeyUrl == "https://public-keys.auth.elb.eu-central-1.amazonaws.com"
    error_message = "The worker trusts another signer than the load balancer."
  }

  assert {
    condition     = output.topic_arn == null
    error_message = "A topic was made for nobody."
  }
}

run "links_and_mails" {
  command = plan

  variables {
    links  = true
    emails = ["manager@example.com"]
  }

  assert {
    condition     = aws_lb_listener_rule.links[0].priority == aws_lb_listener_rule.inbox.priority - 1 && output.environment.Notifications__Links == "true"
    error_message = "Links end at the sign-in."
  }

  assert {
    condition     = output.topic_arn != null
    error_message = "Nobody is told."
  }
}

run "refuses_a_provider_in_the_clear" {
  command = plan

  variables {
    oidc = {
      issuer                 = "http://login.example.com"
      authorization_endpoint = "https://login.example.com/authorize"
      token_endpoint         = "https://login.example.com/token"
      user_info_endpoint     = "https://login.example.com/userinfo"
      client_id              = "inbox"
      client_secret          = "not-a-secret"
    }
  }

  expect_failures = [var.oidc]
}

run "refuses_a_host_name_without_domain" {
  command = plan

  variables {
    host_name = "approvals"
  }

  expect_failures = [var.host_name]
}
