# The way of the payment provider to the callback API. Nobody signs in here: each call is signed itself.

resource "aws_lb_target_group" "callbacks" {
  name                 = "${var.name}-callbacks"
  target_type          = "ip"
  vpc_id               = var.vpc_id
  port                 = 8081
  protocol             = "HTTP"
  deregistration_delay = 30

  # The API only takes POST; that it refuses shows that it serves.
  health_check {
    path    = "/callbacks/health"
    matcher = "404-405"
  }
}

resource "aws_lb_listener_rule" "callbacks" {
  listener_arn = var.load_balancer.listener_arn
  priority     = 110

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.callbacks.arn
  }

  condition {
    host_header {
      values = [var.callback_host_name]
    }
  }

  condition {
    path_pattern {
      values = ["/callbacks/*"]
    }
  }
}

locals {
  # By the rule, because ECS refuses a target group that no listener leads to.
  callback_load_balancer = {
    target_group_arn  = one(aws_lb_listener_rule.callbacks.action).target_group_arn
    port              = 8081
    security_group_id = var.load_balancer.security_group_id
  }
}
