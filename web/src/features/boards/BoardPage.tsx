// The first page of those who answer for the work: a board for the facility, for shows, for the studio.

import { Navigate } from '@tanstack/react-router';
import { useSession } from '../access/session';
import { FacilityBoardPage } from './FacilityBoardPage';
import { ShowBoardPage } from './ShowBoardPage';
import { StudioBoardPage } from './StudioBoardPage';

export function BoardPage() {
  const { person } = useSession();
  switch (person.role) {
    case 'vendor_manager':
      return <FacilityBoardPage />;
    case 'post':
    case 'production':
      return <ShowBoardPage />;
    case 'studio_admin':
      return <StudioBoardPage />;
    case 'operator':
    case 'verifier':
    case 'download_manager':
      return <Navigate to="/" replace />;
  }
}
