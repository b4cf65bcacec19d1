# A cluster of the fleet's own, unless there is one.

resource "aws_ecs_cluster" "this" {
  count = var.cluster_arn == null ? 1 : 0

  name = var.name
  tags = var.tags

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  count = var.cluster_arn == null ? 1 : 0

  cluster_name       = aws_ecs_cluster.this[0].name
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]
}

data "aws_ecs_cluster" "given" {
  count = var.cluster_arn == null ? 0 : 1

  cluster_name = split("/", var.cluster_arn)[1]

  lifecycle {
    postcondition {
      condition     = anytrue([for setting in self.setting : setting.name == "containerInsights" && contains(["enabled", "enhanced"], setting.value)])
      error_message = "The cluster has no Container Insights: nobody counts its tasks, so no queue's backlog could be divided by them. Turn them on (aws ecs update-cluster-settings)."
    }
  }
}

locals {
  # By the capacity providers' cluster, because a service is refused where they are missing; put together, so that it is known in the plan.
  own_cluster = one(aws_ecs_cluster_capacity_providers.this[*].cluster_name)
  cluster_arn = coalesce(var.cluster_arn, "arn:${data.aws_partition.this.partition}:ecs:${data.aws_region.this.name}:${data.aws_caller_identity.this.account_id}:cluster/${coalesce(local.own_cluster, "-")}")
}

data "aws_region" "this" {}
data "aws_caller_identity" "this" {}
data "aws_partition" "this" {}
