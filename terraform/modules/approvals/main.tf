# The way of people to ApprovalWorker's inbox: a load balancer's listener signs them in and hands them on, and a rule tells them by e-mail.

data "aws_region" "this" {}
data "aws_caller_identity" "this" {}
data "aws_partition" "this" {}

resource "aws_lb_target_group" "inbox" {
  name        = var.name
  target_type = "ip"
  vpc_id      = var.vpc_id
  port        = var.port
  protocol    = "HTTP"
  tags        = var.tags

  # A worker serves until its polls have ended.
  deregistration_delay = 30

  # The one page that asks nobody to sign in.
  health_check {
    path    = "/assets/inbox.css"
    matcher = "200"
  }
}

resource "aws_lb_listener_rule" "inbox" {
  listener_arn = var.load_balancer.listener_arn
  priority     = var.priority
  tags         = var.tags

  action {
    type = "authenticate-oidc"

    authenticate_oidc {
      issuer                     = var.oidc.issuer
      authorization_endpoint     = var.oidc.authorization_endpoint
      token_endpoint             = var.oidc.token_endpoint
      user_info_endpoint         = var.oidc.user_info_endpoint
      client_id                  = var.oidc.client_id
      client_secret              = var.oidc.client_secret
      scope                      = var.oidc.scope
      session_timeout            = var.session_seconds
      session_cookie_name        = "WorkersApprovals"
      on_unauthenticated_request = "authenticate"
    }
  }

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.inbox.arn
  }

  condition {
    host_header {
      values = [var.host_name]
    }
  }
}

resource "aws_lb_listener_rule" "links" {
  count = var.links ? 1 : 0

  listener_arn = var.load_balancer.listener_arn
  priority     = var.priority - 1
  tags         = var.tags

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.inbox.arn
  }

  condition {
    host_header {
      values = [var.host_name]
    }
  }

  condition {
    path_pattern {
      values = ["/links/*"]
    }
  }
}

module "notifications" {
  source = "../approval-notifications"
  count  = length(var.emails) > 0 ? 1 : 0

  name           = var.name
  event_bus_name = var.event_bus_name
  emails         = var.emails
  kms_key_id     = var.topic_kms_key_id
  tags           = var.tags
}
