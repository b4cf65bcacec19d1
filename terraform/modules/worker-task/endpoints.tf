# What the task needs to reach in subnets that have VPC endpoints and no other way out.

locals {
  # KMS is asked by the services that encrypt with it, and task protection by the ECS agent: the task itself calls neither.
  called_services = setsubtract(
    [for action in flatten([for statement in values(var.permissions) : tolist(statement.actions)]) : split(":", action)[0]],
    ["ecs", "kms"],
  )

  # Layers of images come from S3. Most endpoints are named as their service's actions.
  needed_endpoints = toset(concat(
    ["ecr.api", "ecr.dkr", "logs", "s3", "xray"],
    [for service in local.called_services : service == "cloudwatch" ? "monitoring" : service],
    var.record_store == null ? [] : ["dynamodb"],
    length(local.parameters) > 0 ? ["ssm"] : [],
    length(local.secrets) > 0 ? ["secretsmanager"] : [],
  ))

  missing_endpoints  = var.endpoints == null ? [] : sort(setsubtract(local.needed_endpoints, var.endpoints))
  own_ecr            = "^[0-9]{12}\\.dkr\\.ecr\\.${data.aws_region.this.name}\\."
  unreachable_images = var.endpoints == null ? [] : [for image in [var.image, local.collector_image] : image if !can(regex(local.own_ecr, image))]
}
