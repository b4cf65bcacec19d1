output "environment" {
  description = "Settings of ApprovalWorker; Inbox__SigningKey is a secret of yours."
  value = {
    Inbox__Url                  = "http://0.0.0.0:${var.port}"
    Inbox__PublicUrl            = "https://${var.host_name}"
    Identity__Mode              = "LoadBalancer"
    Identity__SignerArn         = var.load_balancer.arn
    Identity__PublicKeyUrl      = "https://public-keys.auth.elb.${data.aws_region.this.name}.${data.aws_partition.this.dns_suffix}"
    Notifications__EventBusName = var.event_bus_name
    Notifications__Links        = tostring(var.links)
  }
}

output "load_balancer" {
  description = "What worker-service registers the inbox's port with."
  value = {
    target_group_arn  = aws_lb_target_group.inbox.arn
    port              = var.port
    security_group_id = var.load_balancer.security_group_id
  }

  # ECS refuses a target group that no listener leads to.
  depends_on = [aws_lb_listener_rule.inbox]
}

output "permissions" {
  description = "What ApprovalWorker may do beside its work."
  value = {
    Notify = {
      actions   = ["events:PutEvents"]
      resources = ["arn:${data.aws_partition.this.partition}:events:${data.aws_region.this.name}:${data.aws_caller_identity.this.account_id}:event-bus/${var.event_bus_name}"]
    }
  }
}

output "topic_arn" {
  description = "The topic of notifications, for further subscriptions; none without e-mail addresses."
  value       = one(module.notifications[*].topic_arn)
}
