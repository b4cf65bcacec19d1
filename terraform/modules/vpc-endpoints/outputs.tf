output "services" {
  description = "The services that there are endpoints of, once there are: what worker-service and fleet take as endpoints."
  value       = local.services

  # A task that starts before finds no way to its image.
  depends_on = [aws_vpc_endpoint.gateway, aws_vpc_endpoint.interface, aws_vpc_security_group_ingress_rule.tasks]
}

output "security_group_id" {
  description = "The interfaces' security group."
  value       = aws_security_group.this.id
}
