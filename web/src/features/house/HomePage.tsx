// "/" is everyone's first page: it differs by role.

import { Navigate } from '@tanstack/react-router';
import { useSession } from '../access/session';
import { homeOf } from './navigation';

export function HomePage() {
  const { person } = useSession();
  return <Navigate to={homeOf(person.role)} replace />;
}
