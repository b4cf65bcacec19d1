resource "aws_ecs_service" "this" {
  name                               = var.name
  cluster                            = var.cluster_arn
  task_definition                    = module.task.task_definition_arn
  desired_count                      = max(1, var.min_tasks)
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  enable_execute_command             = false
  enable_ecs_managed_tags            = true
  propagate_tags                     = "SERVICE"
  wait_for_steady_state              = var.wait_for_steady_state
  tags                               = var.tags

  # Without it a change of the capacity's weights replaces the service.
  force_new_deployment = true

  capacity_provider_strategy {
    capacity_provider = "FARGATE"
    base              = var.capacity.on_demand_base
    weight            = var.capacity.on_demand_weight
  }

  dynamic "capacity_provider_strategy" {
    for_each = var.capacity.spot_weight > 0 ? [1] : []

    content {
      capacity_provider = "FARGATE_SPOT"
      weight            = var.capacity.spot_weight
    }
  }

  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = [aws_security_group.this.id]
    assign_public_ip = var.assign_public_ip
  }

  dynamic "load_balancer" {
    for_each = var.load_balancer == null ? [] : [var.load_balancer]

    content {
      target_group_arn = load_balancer.value.target_group_arn
      container_name   = "worker"
      container_port   = load_balancer.value.port
    }
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  lifecycle {
    ignore_changes = [desired_count]

    # A rollback would look like a success.
    postcondition {
      condition     = !var.wait_for_steady_state || self.task_definition == module.task.task_definition_arn
      error_message = "ECS has rolled ${var.name} back: the new tasks did not come up. The service's events and the log /workers/${var.name} tell why."
    }
  }
}

resource "aws_security_group" "this" {
  name        = var.name
  description = "The worker ${var.name}"
  vpc_id      = var.vpc_id
  tags        = var.tags
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each = toset([for port in var.egress_ports : tostring(port)])

  security_group_id = aws_security_group.this.id
  description       = "AWS and what else the worker calls"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = each.value
  to_port           = each.value
  tags              = var.tags
}

resource "aws_vpc_security_group_ingress_rule" "load_balancer" {
  count = var.load_balancer == null ? 0 : 1

  security_group_id            = aws_security_group.this.id
  description                  = "The load balancer"
  referenced_security_group_id = var.load_balancer.security_group_id
  ip_protocol                  = "tcp"
  from_port                    = var.load_balancer.port
  to_port                      = var.load_balancer.port
  tags                         = var.tags
}
