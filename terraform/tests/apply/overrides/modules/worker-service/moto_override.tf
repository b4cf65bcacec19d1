# moto forgets the description of a rule that names a security group.
resource "aws_vpc_security_group_ingress_rule" "load_balancer" {
  description = null
}

# moto runs no tasks, so nothing would ever be steady.
resource "aws_ecs_service" "this" {
  wait_for_steady_state = false
}
