data "aws_region" "this" {}

locals {
  services = setunion(["ecr.api", "ecr.dkr", "logs", "s3", "xray"], var.services)

  # Gateways cost nothing; everything else is an interface in each subnet.
  gateways   = setintersection(local.services, ["dynamodb", "s3"])
  interfaces = setsubtract(local.services, local.gateways)
}

# By the subnets that tasks run in: their security groups are made by what depends on the endpoints.
data "aws_subnet" "tasks" {
  for_each = var.subnet_ids

  id = each.value
}

resource "aws_vpc_endpoint" "gateway" {
  for_each = local.gateways

  vpc_id            = var.vpc_id
  service_name      = "com.amazonaws.${data.aws_region.this.name}.${each.value}"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = var.route_table_ids
  tags              = merge(var.tags, { Name = "${var.name}-${each.value}" })
}

resource "aws_vpc_endpoint" "interface" {
  for_each = local.interfaces

  vpc_id              = var.vpc_id
  service_name        = "com.amazonaws.${data.aws_region.this.name}.${each.value}"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = var.subnet_ids
  security_group_ids  = [aws_security_group.this.id]
  private_dns_enabled = true
  tags                = merge(var.tags, { Name = "${var.name}-${each.value}" })
}

resource "aws_security_group" "this" {
  name        = "${var.name}-endpoints"
  description = "VPC endpoints of ${var.name}"
  vpc_id      = var.vpc_id
  tags        = var.tags
}

resource "aws_vpc_security_group_ingress_rule" "tasks" {
  for_each = data.aws_subnet.tasks

  security_group_id = aws_security_group.this.id
  description       = "Tasks in ${each.key}"
  cidr_ipv4         = each.value.cidr_block
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  tags              = var.tags
}
