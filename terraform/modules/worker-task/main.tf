data "aws_region" "this" {}
data "aws_caller_identity" "this" {}
data "aws_partition" "this" {}

locals {
  # Put together, so that a plan shows the whole of the roles.
  log_arn = "arn:${data.aws_partition.this.partition}:logs:${data.aws_region.this.name}:${data.aws_caller_identity.this.account_id}:log-group:/workers/${var.name}"
}

resource "aws_ecs_task_definition" "this" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn
  container_definitions    = jsonencode([local.worker, local.collector])
  tags                     = var.tags

  # A rollback has to find its revision.
  skip_destroy = true

  runtime_platform {
    cpu_architecture        = var.architecture
    operating_system_family = "LINUX"
  }

  dynamic "volume" {
    for_each = local.volumes

    content {
      name = volume.key
    }
  }

  lifecycle {
    precondition {
      condition     = length(local.missing_endpoints) == 0
      error_message = "endpoints: ${var.name} also calls ${join(", ", local.missing_endpoints)}, and would wait for an answer in vain. Add them to the VPC (services of the module vpc-endpoints), or leave endpoints out where there is a NAT gateway."
    }

    precondition {
      condition     = length(local.unreachable_images) == 0
      error_message = "endpoints: ${join(", ", local.unreachable_images)} cannot be pulled without the internet: only this region's ECR has endpoints. The module repositories keeps images there, the collector's (collector_image) too."
    }
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/workers/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_kms_key_arn
  tags              = var.tags
}

# Metrics are taken out of what the collector writes here.
resource "aws_cloudwatch_log_group" "metrics" {
  name              = "/workers/${var.name}/metrics"
  retention_in_days = 7
  kms_key_id        = var.log_kms_key_arn
  tags              = var.tags
}
